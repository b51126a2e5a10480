using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>Brings one role into line.</summary>
/// <param name="session">As the master; it stays open for the other roles.</param>
/// <param name="request">What was asked for.</param>
/// <param name="kind">Which role.</param>
/// <param name="passwords">Where its password comes from and goes to.</param>
/// <param name="host">Who is told.</param>
/// <param name="time">The clock of this machine.</param>
internal sealed class RoleChanger(
    Session session, RoleRequest request, RoleKind kind, IRolePasswords passwords, IHoopHost host, TimeProvider time)
    : IManagedChange<ServerLock, RoleChange, RoleOutcome>
{
    private const int UserOperationFailed = 1396;
    private const int NotWithOption = 1290;

    private readonly List<string> _failures = [];
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);
    private DatabaseLogin? _login;
    private bool _passwordChanged;

    /// <summary>Brings it into line. What concerns only this role is in its outcome; the others go on.</summary>
    public async Task<RoleOutcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ManagedChange.RunAsync(this, cancellationToken);
        }
        catch (HoopException exception)
        {
            var reason = RoleErrors.NotOurs.Is(exception) ? exception.ErrorId : FindingReasons.Failed;
            return new RoleOutcome(
                kind, RoleState.Failed,
                [new Finding(null, $"user {RolePlanner.AccountOf(request, kind, session.Version)}", reason, exception.Message)]);
        }
    }

    /// <inheritdoc/>
    public Task<ServerLock> LockAsync(CancellationToken cancellationToken) => ServerLock.TakeAsync(session, host, time, cancellationToken);

    /// <inheritdoc/>
    public async Task<RoleChange> PlanAsync(ServerLock hold, CancellationToken cancellationToken)
    {
        var change = await new RolePlanner(await ReadAsync(cancellationToken), request).CompareAsync(kind, passwords, cancellationToken);
        _login = change.Login;
        return change;
    }

    /// <inheritdoc/>
    public async Task ChangeAsync(ServerLock hold, RoleChange plan, CancellationToken cancellationToken)
    {
        // Powers first: while one of them stays nothing of the role is given out.
        if (!plan.Create && !await TryAllAsync([.. plan.Grants.Where(IsOfTheServer)], cancellationToken))
            return;
        if (plan.SetPassword)
        {
            var isFirst = true;
            _login = await passwords.ChangeAsync(kind, async (password, token) =>
            {
                // Asked again after a failure, the user may be there by the first call, whose answer was lost.
                var now = isFirst ? plan : plan with { Server = await ReadAsync(token) };
                isFirst = false;
                await SetPasswordAsync(now, password, token);
            }, cancellationToken);
            _passwordChanged = true;
            return;
        }

        try
        {
            await plan.Marked.RunAsync(session, plan.AccountStatements(""), cancellationToken);
        }
        catch (StatementException failure)
        {
            _failures.Add(failure.ServerMessage);
        }
    }

    /// <inheritdoc/>
    public Task GrantAsync(ServerLock hold, RoleChange plan, CancellationToken cancellationToken) =>
        TryAllAsync([.. plan.Grants.Where(grant => plan.Create || !IsOfTheServer(grant))], cancellationToken);

    /// <summary>A power to take back, and what is given on the server in place of it.</summary>
    private static bool IsOfTheServer(GrantChange grant) => grant.IsPower || grant.Subject == "*.*";

    /// <summary>Each by itself; false where one of them failed.</summary>
    private async Task<bool> TryAllAsync(IReadOnlyList<GrantChange> grants, CancellationToken cancellationToken)
    {
        var failures = await session.ExecuteEachAsync([.. grants.Select(grant => grant.Sql)], cancellationToken);
        foreach (var (grant, failure) in grants.Zip(failures).Where(pair => pair.Second is not null))
            _reasons.TryAdd(grant.Sql, failure!.ServerMessage);
        return failures.All(failure => failure is null);
    }

    /// <inheritdoc/>
    public Task UnlockAsync(ServerLock hold, CancellationToken cancellationToken) => hold.GiveBackAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<RoleOutcome> ReportAsync(ServerLock hold, RoleChange plan, CancellationToken cancellationToken)
    {
        var left = new RolePlanner(await ReadAsync(cancellationToken), request).Compare(kind);
        if (left.Create)
        {
            throw RoleErrors.Gone.Error(
                $"The user {plan.Account} is not there after it was brought into line: somebody dropped it meanwhile.");
        }

        IReadOnlyList<Finding> findings =
        [
            .. _failures.Select(failure => new Finding(null, $"user {plan.Account}", FindingReasons.Failed, failure)),
            .. left.Grants.Select(grant => grant.Failed(_reasons.GetValueOrDefault(grant.Sql))),
            .. left.Lasting,
        ];
        var state = StateOf(plan, findings);
        var missing = left.Grants.Where(grant => !grant.Revoke).Select(grant => grant.Schema).ToHashSet();
        return new RoleOutcome(kind, state, findings)
        {
            Login = state == RoleState.Failed ? null : _login,
            PasswordChanged = _passwordChanged,
            Databases = left.Schemas.Where(schema => !missing.Contains(schema)).ToList(),
        };
    }

    private static RoleState StateOf(RoleChange change, IReadOnlyList<Finding> findings) =>
        findings.Any(finding => finding.IsPower) ? RoleState.Failed
        : findings.Count > 0 ? RoleState.Incomplete
        : change.Create ? RoleState.Created
        : change.IsEmpty ? RoleState.InSync
        : RoleState.Updated;

    private Task<ServerReading> ReadAsync(CancellationToken cancellationToken) =>
        new ServerReader(session, ManagedKind.Role, [kind.RoleName()]).ReadAsync(
            [RolePlanner.AccountOf(request, kind, session.Version)], cancellationToken);

    /// <summary>Only the hash goes to the server.</summary>
    private async Task SetPasswordAsync(RoleChange change, Secret password, CancellationToken cancellationToken)
    {
        var hash = "'" + PasswordHash.Create(change.Plugin, password, change.Server.DigestRounds) + "'";
        try
        {
            await change.Marked.RunAsync(session, change.AccountStatements(hash), cancellationToken);
        }
        catch (StatementException refused) when (refused.Is(NotWithOption) && change.Server.Version.IsMariaDb
            && refused.Code is UserOperationFailed or NotWithOption)
        {
            // Switched on since it was looked at.
            throw PasswordHash.Refused(request.Master, refused);
        }
    }
}
