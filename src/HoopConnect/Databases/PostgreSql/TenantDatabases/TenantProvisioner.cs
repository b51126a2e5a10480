using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.TenantDatabases;

/// <summary>
/// Databases of tenants on PostgreSQL: owned by who makes them, closed to everybody, with one user each, which logs in by token.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="time">The clock.</param>
/// <param name="tryLogin">Proves a login; null for the engine's own.</param>
internal sealed class TenantProvisioner(
    IDatabaseEngine engine, TimeProvider time, Func<ConnectionSettings, CancellationToken, Task<LoginOutcome>>? tryLogin = null)
    : ITenantDatabases
{
    /// <summary>The engine.</summary>
    public IDatabaseEngine Engine => engine;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Proves a login.</summary>
    public Func<ConnectionSettings, CancellationToken, Task<LoginOutcome>> TryLogin { get; } = tryLogin ?? engine.TryLoginAsync;

    /// <inheritdoc/>
    public async Task<TenantDatabasePlan> PlanAsync(TenantDatabaseRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var session = await OpenAsync(request.Master, cancellationToken);
        var comparison = await CompareAsync(session, request, visits: true, cancellationToken);
        return new TenantDatabasePlan(request, [.. comparison.Tenants.Select(OnServer)])
        {
            Change = (change, told, stop) => ManagedChange.RunAsync(new TenantChanger(this, change, told), stop),
            OpenDatabases = comparison.Reading.OpenDatabases,
        };
    }

    /// <inheritdoc/>
    public async Task<TenantRemovalPlan> PlanRemovalAsync(
        TenantRemovalRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var session = await OpenAsync(request.Master, cancellationToken);
        var tenants = await ReadAsync(session, request, cancellationToken);
        var removal = request.Retain ? [] : await RemovalStepsAsync(request, tenants, host, cancellationToken);
        return new TenantRemovalPlan(request, [.. tenants.Select(tenant => new TenantOnServer(tenant.Tenant, StepsOf(tenant))
        {
            HasUser = tenant.HasUser,
            HasDatabase = tenant.HasDatabase,
            MayLogIn = tenant.MayLogIn,
            Refusal = tenant.RemovalRefusal,
        })])
        {
            Change = (change, told, stop) => ManagedChange.RunAsync(new TenantRemover(this, change, told), stop),
            UserSteps = removal,
        };

        IReadOnlyList<PlanStep> StepsOf(TenantDifference tenant) =>
            tenant.RemovalRefusal is not null ? []
            : [.. tenant.HasUser ? tenant.CloseSteps() : [], .. request.Retain ? [] : tenant.DropSteps()];
    }

    /// <summary>A connection to the maintenance database.</summary>
    public Task<IDatabaseSession> OpenAsync(ConnectionSettings master, CancellationToken cancellationToken) =>
        engine.OpenWaitingAsync(master with { Database = null }, time, cancellationToken);

    /// <summary>Reads the server, refuses one that cannot serve tenants, and compares; each database that is there is visited.</summary>
    /// <exception cref="HoopException">Those of <see cref="PlanAsync"/>.</exception>
    /// <param name="session">A connection to the maintenance database.</param>
    /// <param name="request">The tenants.</param>
    /// <param name="visits">Whether to look into the databases too; what was granted there without a refusal is there.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<TenantComparison> CompareAsync(
        IDatabaseSession session, TenantDatabaseRequest request, bool visits, CancellationToken cancellationToken)
    {
        var reading = await TenantReading.ReadAsync(session, NamesOf(request.Tenants), cancellationToken);
        Refuse(reading, request.Master);
        var tenants = request.Tenants.Select(tenant => new TenantDifference(reading, tenant)).ToArray();
        await Throttle.EachAsync(
            Enumerable.Range(0, tenants.Length).Where(at => visits && tenants[at] is { Refusal: null, NeedsVisit: true, HasUser: true }),
            request.ThrottleLimit,
            async (at, stop) =>
            {
                await using var visit = await engine.OpenWaitingAsync(
                    request.Master with { Database = tenants[at].Tenant.Name }, time, stop);
                tenants[at] = new TenantDifference(reading, tenants[at].Tenant)
                {
                    LacksSchema = await SchemaReading.LacksAsync(visit, tenants[at].Tenant.Name, stop),
                };
            },
            cancellationToken);
        return new TenantComparison(reading, tenants);
    }

    /// <summary>Reads the server for a removal, which needs neither logins by token nor the right to make databases.</summary>
    /// <exception cref="HoopException">Those of <see cref="PlanRemovalAsync"/>.</exception>
    public static async Task<IReadOnlyList<TenantDifference>> ReadAsync(
        IDatabaseSession session, TenantRemovalRequest request, CancellationToken cancellationToken)
    {
        var reading = await TenantReading.ReadAsync(session, NamesOf(request.Tenants), cancellationToken);
        UnservableServer.Refuse(reading.Server, request.Master);
        return [.. request.Tenants.Select(tenant => new TenantDifference(reading, tenant))];
    }

    private async Task<IReadOnlyList<PlanStep>> RemovalStepsAsync(
        TenantRemovalRequest request, IReadOnlyList<TenantDifference> tenants, IHoopHost host, CancellationToken cancellationToken)
    {
        var names = tenants.Where(tenant => tenant is { RemovalRefusal: null, HasUser: true })
            .Select(tenant => tenant.Tenant.Name).ToList();
        if (names.Count == 0)
            return [];
        var users = TenantRemovals.RequestFor(request, names) with { DroppedBefore = names };
        return (await engine.ManagedUsers.PlanRemovalAsync(users, host, cancellationToken)).Plan.Steps;
    }

    private static TenantOnServer OnServer(TenantDifference tenant) =>
        new(tenant.Tenant, tenant.Refusal is null ? tenant.Steps() : [])
        {
            HasUser = tenant.HasUser,
            HasDatabase = tenant.HasDatabase,
            MayLogIn = tenant.MayLogIn,
            Refusal = tenant.Refusal,
        };

    private static List<string> NamesOf(IReadOnlyList<TenantToServe> tenants) => [.. tenants.Select(tenant => tenant.Name)];

    private static void Refuse(TenantReading reading, ConnectionSettings master)
    {
        UnservableServer.Refuse(reading.Server, master);
        var server = $"{master.Host}:{master.Port}";
        if (!reading.HasIamRole)
        {
            throw TenantDatabaseErrors.IamNotEnabled.Error(
                $"The server at {server} takes no logins by IAM: role \"{TokenRole.Name}\" does not exist, which RDS makes when IAM "
                + "authentication is enabled.", master.Host);
        }

        if (!reading.Server.CanCreateRoles || !reading.CreatesDatabases)
        {
            throw TenantDatabaseErrors.CannotCreate.Error(
                $"'{reading.Server.Master}' may not make the databases and users of tenants at {server}: it lacks "
                + $"{(reading.Server.CanCreateRoles ? "CREATEDB" : "CREATEROLE")}.", master.Host);
        }
    }
}
