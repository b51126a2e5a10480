using System.Runtime.CompilerServices;
using HoopConnect.Credentials;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Connections;

namespace HoopConnect.Provisioning.Roles;

/// <summary>The hoop roles of one database server, with their passwords in a vault or in the caller's hands.</summary>
/// <param name="database">The database, as it is now; one without an ARN is a server that is not in RDS.</param>
/// <param name="engine">What serves it.</param>
/// <param name="vault">Where the passwords go; null where the caller keeps them himself.</param>
public sealed class DatabaseRoles(RdsDatabase database, IDatabaseEngine engine, CheckedVault? vault)
{
    private readonly DatabaseIdentity _identity = DatabaseIdentity.Of(database);

    /// <summary>Reads the server and says what would be changed.</summary>
    /// <param name="request">Which roles, and how to connect as the master.</param>
    /// <param name="mode">Whether a working password that an interrupted run left in the vault may be made the current one.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HoopException">Those of <see cref="IRoleProvisioner.PlanAsync"/>.</exception>
    public Task<RolePlan> PlanAsync(RoleRequest request, RunMode mode, IHoopHost host, CancellationToken cancellationToken) =>
        engine.Roles.PlanAsync(request, Passwords(request, mode), host, cancellationToken);

    /// <summary>The plan to show: what is done on the server, and what the vault gets.</summary>
    public Plan Shown(RolePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (vault is null)
            return plan.Plan;
        var renewed = plan.Request.Kinds.Where(kind =>
            plan.Request.RotatePassword || plan.States.GetValueOrDefault(kind) == RoleState.Missing);
        return plan.Plan with
        {
            Steps =
            [
                .. plan.Plan.Steps,
                .. renewed.Select(kind => new PlanStep(
                    $"vault {vault.Name}",
                    "store password",
                    $"{SecretName(kind)} = {kind.RoleName()}, {PlanStep.Hole}")),
            ],
        };
    }

    /// <summary>
    /// Applies a plan: each role as it is done. The roles that a failure kept from being done come as failed before it is thrown.
    /// </summary>
    /// <exception cref="HoopException">Those of <see cref="RolePlan.ApplyAsync"/>.</exception>
    public IAsyncEnumerable<DatabaseRole> ApplyAsync(RolePlan plan, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return RowsAsync(plan, plan.ApplyAsync(Passwords(plan.Request, RunMode.Apply), host, cancellationToken), cancellationToken);
    }

    /// <summary>A row for each role as it is found. Nothing is changed; without a vault the passwords are taken as they are.</summary>
    /// <exception cref="HoopException">Those of <see cref="IRoleProvisioner.PlanAsync"/>.</exception>
    public async Task<IReadOnlyList<DatabaseRole>> TestAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        IRolePasswords passwords = vault is null ? new PresumedRolePasswords() : Passwords(request, RunMode.Show);
        var plan = await engine.Roles.PlanAsync(request, passwords, host, cancellationToken);
        return
        [
            .. request.Kinds.Select(kind => plan.Refusals.GetValueOrDefault(kind) is { } refusal ? Refused(plan, kind, refusal)
                : Row(plan, kind, plan.States.GetValueOrDefault(kind), plan.Findings.GetValueOrDefault(kind, [])) with
                {
                    Databases = plan.InLine(kind),
                }),
        ];
    }

    /// <summary>Refuses a removal from some of the databases: a role is one for the whole server.</summary>
    /// <exception cref="HoopException"><c>Roles.RemovalTakesAll</c>.</exception>
    public static void RequireAllDatabases(DatabaseChoice databases)
    {
        ArgumentNullException.ThrowIfNull(databases);
        if (!databases.IsAll)
            throw RoleErrors.RemovalTakesAll.Error($"The roles cannot be removed from {databases} alone. Nothing was changed.");
    }

    /// <summary>Reads the server and says what removal would do.</summary>
    /// <exception cref="HoopException"><c>Roles.RemovalTakesAll</c>: not all databases are chosen; and those of <see
    /// cref="IRoleProvisioner.PlanRemovalAsync"/>.</exception>
    public async Task<RolePlan> PlanRemovalAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireAllDatabases(request.Databases);
        return await engine.Roles.PlanRemovalAsync(request, host, cancellationToken);
    }

    /// <summary>The connections in the vault that log in by the passwords of these roles.</summary>
    public async Task<IReadOnlyList<Connection>> ConnectionsAsync(
        IReadOnlyList<RoleKind> roles, IHoopHost host, CancellationToken cancellationToken)
    {
        if (vault is null)
            return [];
        var secrets = roles.Select(SecretName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var connections = new List<Connection>();
        await foreach (var connection in new ConnectionStore(vault).GetAsync("*", host, cancellationToken))
        {
            if (connection.Policy is null && secrets.Contains(connection.SecretName))
                connections.Add(connection);
        }

        return connections;
    }

    /// <summary>Applies a removal plan: each role as it is gone, its stored passwords with it.</summary>
    /// <exception cref="HoopException">Those of <see cref="RolePlan.ApplyAsync"/>.</exception>
    public IAsyncEnumerable<DatabaseRole> RemoveAsync(RolePlan plan, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return RowsAsync(plan, plan.ApplyAsync(Passwords(plan.Request, RunMode.Apply), host, cancellationToken), cancellationToken);
    }

    /// <summary>The database that RDS names, or where it names none the one that is always there.</summary>
    internal string UsualStart => database.DatabaseName.Length > 0 ? database.DatabaseName : engine.MaintenanceDatabase;

    /// <summary>
    /// The database a client of a role starts in, of those that the role may enter: the first that was named, else the one that RDS
    /// names, else the one that is always there, else the first of all. Where it may enter none, the one that is always there.
    /// </summary>
    internal string StartOf(RolePlan plan, RoleKind role)
    {
        IEnumerable<string> usual = [UsualStart, engine.MaintenanceDatabase, .. plan.Served.Order(StringComparer.Ordinal)];
        return NamedStart(plan, role) ?? usual.FirstOrDefault(name => plan.MayEnter(role, name)) ?? engine.MaintenanceDatabase;
    }

    /// <summary>The same for a connection, which leads to the database that was named or is not made.</summary>
    /// <exception cref="HoopException"><c>Connection.DatabaseNotEntered</c>: the role may not enter it.</exception>
    internal string ConnectionStartOf(RolePlan plan, RoleKind role) =>
        plan.Request.Databases.First is { } named && NamedStart(plan, role) is null
            ? throw ConnectionErrors.DatabaseNotEntered.Error(
                database,
                $"The connection of '{role.RoleName()}' cannot lead to '{named}' of '{database}': the role may not enter it.")
            : StartOf(plan, role);

    /// <summary>The database that was named first, as the server spells it, where the role may enter it.</summary>
    private static string? NamedStart(RolePlan plan, RoleKind role) =>
        plan.Request.Databases.First is not { } named ? null
        : new DatabaseChoice([NamePattern.Parse(named)], []).Among(plan.Served).FirstOrDefault(name => plan.MayEnter(role, name));

    /// <summary>The name of the vault entry with a role's password.</summary>
    internal string SecretName(RoleKind role) => VaultNames.ForRole(_identity, role);

    /// <summary>A row for a role of which nothing but its state and findings is known.</summary>
    private DatabaseRole Row(RolePlan plan, RoleKind kind, RoleState state, IReadOnlyList<Finding> findings) => new()
    {
        AccountId = database.Arn.Length == 0 ? "" : database.AccountId,
        Region = database.Arn.Length == 0 ? "" : database.Region,
        Identifier = database.Identifier,
        Arn = database.Arn,
        Engine = database.Engine,
        HostName = plan.Request.Master.Host,
        Port = plan.Request.Master.Port,
        Database = StartOf(plan, kind),
        SslMode = plan.Request.Master.SslMode,
        CaFile = ClientCaFile.Of(database, plan.Request.Master.Transport),
        UserName = kind.RoleName(),
        Role = kind,
        State = state,
        Findings = findings,
        VaultName = vault?.Name,
        SecretName = vault is null ? null : SecretName(kind),
    };

    private DatabaseRole Refused(RolePlan plan, RoleKind kind, HoopException refusal) => Row(plan, kind, RoleState.Failed,
        [new Finding(null, $"role {kind.RoleName()}", RoleErrors.NotOurs.Is(refusal) ? FindingReasons.NotOurs : FindingReasons.Failed,
            refusal.Message)]) with
    {
        Refusal = refusal,
    };

    private async IAsyncEnumerable<DatabaseRole> RowsAsync(
        RolePlan plan, IAsyncEnumerable<RoleOutcome> outcomes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (kind, refusal) in plan.Refusals)
            yield return Refused(plan, kind, refusal);
        var open = plan.Request.Kinds.ToList();
        Exception? failure = null;
        await using var each = outcomes.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync())
                    break;
            }
            catch (Exception error)
            {
                failure = error;
                break;
            }

            var outcome = each.Current;
            open.Remove(outcome.Kind);
            yield return Row(plan, outcome.Kind, outcome.State, outcome.Findings) with
            {
                Databases = outcome.Databases,
                PasswordChanged = outcome.PasswordChanged,
                Login = vault is null ? outcome.Login : null,
            };
        }

        if (failure is null)
            yield break;
        // The roles that were not reached are rows too: whoever counts them misses none.
        foreach (var kind in open)
            yield return Row(plan, kind, RoleState.Failed, [NotReached(failure)]);
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    private IRolePasswords Passwords(RoleRequest request, RunMode mode) => vault is null
        ? new TransientRolePasswords(engine, request.Master)
        : new VaultRolePasswords(vault, _identity, engine, request.Master, mode);

    private static Finding NotReached(Exception error) =>
        new(
            null,
            "role",
            "Failed",
            error is OperationCanceledException
                ? "cancelled"
                : (error as HoopException)?.Message ?? "an unexpected failure: " + error.GetType().Name);
}
