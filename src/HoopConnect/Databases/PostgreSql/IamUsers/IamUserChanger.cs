using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.IamUsers;

/// <summary>Makes the change, proves that whoever administers the server still gets in, and re-reads the server.</summary>
internal sealed class IamUserChanger(IamUserProvisioner users, IamUserRequest request, IHoopHost host)
    : IManagedChange<IDatabaseSession, IamUserChangePlan, IamUserOutcome>
{
    private readonly IamUserPlanner _planner = new(users, request, host);

    public Task<IDatabaseSession> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.HoldAsync(users.OpenAsync(request, cancellationToken), ServerLock.Key, host, users.Time, cancellationToken);

    public Task<IamUserChangePlan> PlanAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        _planner.PlanAsync(session, cancellationToken);

    public async Task ChangeAsync(IDatabaseSession session, IamUserChangePlan plan, CancellationToken cancellationToken)
    {
        if (plan.UserSteps.Count == 0)
            return;
        var statements = plan.UserSteps.Select(step => step.Statement).ToList();
        await Retry.ExecuteAsync(session, statements, host, users.Time, cancellationToken);
        if (statements.Any(statement => statement.StartsWith($"GRANT {RdsIamReading.IamRole} ", StringComparison.Ordinal)))
            await RequireWayInAsync(session, plan.Difference.Create, cancellationToken);
    }

    public Task GrantAsync(IDatabaseSession session, IamUserChangePlan plan, CancellationToken cancellationToken) =>
        _planner.Grants is null
            ? Task.CompletedTask
            : _planner.Grants.ApplyAsync(session, plan.Grants, plan.Difference.Server.HasMembershipOptions, cancellationToken);

    public Task UnlockAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        ServerLock.GiveBackAsync(session, ServerLock.Key, cancellationToken);

    public async Task<IamUserOutcome> ReportAsync(IDatabaseSession session, IamUserChangePlan plan, CancellationToken cancellationToken)
    {
        var left = await _planner.CompareAsync(session, cancellationToken);
        var grantsLeft = await _planner.CompareGrantsAsync(session, cancellationToken);
        IReadOnlyList<Finding> findings = [.. left.Findings(), .. grantsLeft.SelectMany(Findings)];
        var state = left.HasPowers ? RoleState.Failed
            : findings.Count > 0 ? RoleState.Incomplete
            : plan.Difference.Create ? RoleState.Created
            : plan.Plan.IsEmpty ? RoleState.InSync
            : RoleState.Updated;
        return new IamUserOutcome(request.UserName, state, findings);
    }

    /// <summary>What is still not as the policy says.</summary>
    private static IEnumerable<Finding> Findings(GrantDifference left) =>
    [
        .. left.BeforeJoining.Concat(left.Statements).Select(statement =>
            new Finding(left.Database, "privileges", FindingReasons.Failed, $"was done and does not show: {statement}")),
        .. left.Unfixable.Select(surplus => new Finding(left.Database, "privileges", FindingReasons.Unfixable,
            $"more than the policy gives, and only who gave it can take it back: {surplus}")),
    ];

    /// <summary>
    /// Whoever administers the server still gets in by a password; otherwise the change is taken back, by the session that is still open.
    /// </summary>
    private async Task RequireWayInAsync(IDatabaseSession session, bool created, CancellationToken cancellationToken)
    {
        var way = request.IsMaster ? request.BreakGlass! : request.Master;
        if (await users.TryLogin(way with { Database = null }, cancellationToken) == LoginOutcome.Accepted)
            return;
        var user = Identifier.Quote(request.UserName);
        // Not stopped half-way by who presses Ctrl+C.
        var back = created ? $"DROP ROLE {user}" : $"REVOKE {RdsIamReading.IamRole} FROM {user}";
        await Retry.ExecuteAsync(session, [back], host, users.Time, CancellationToken.None);
        throw IamUserErrors.LocksOutMaster.Error(
                $"With {user} in {RdsIamReading.IamRole} the server refuses the password of '{way.Login.UserName}', "
            + $"which is a member of {user} (from PostgreSQL 16 on who creates a user is one): the change was taken back.",
            request.UserName,
            "Log in as an administrator that uses IAM itself (-DbCredential with a token of Get-HoopRdsAuthToken), "
            + "or have another one make the user.");
    }
}
