using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.IamUsers;

/// <summary>Makes the change, one run at a time on each server: who waited for the lock plans again.</summary>
internal sealed class IamUserChanger(IamUserProvisioner users, IamUserRequest request, IHoopHost host, TimeProvider time)
    : IManagedChange<ServerLock, IamUserDifference, IamUserOutcome>
{
    /// <inheritdoc/>
    public Task<ServerLock> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.OpenAsync(request.Master, host, time, cancellationToken);

    /// <inheritdoc/>
    public Task<IamUserDifference> PlanAsync(ServerLock hold, CancellationToken cancellationToken) =>
        users.CompareAsync(hold.Session, request, cancellationToken);

    /// <inheritdoc/>
    public async Task ChangeAsync(ServerLock hold, IamUserDifference plan, CancellationToken cancellationToken)
    {
        // Powers first: while one of them stays no login is opened to it.
        var failures = await hold.Session.ExecuteEachAsync([.. plan.Powers.Select(grant => grant.Sql)], cancellationToken);
        if (plan.Powers.Zip(failures).Where(pair => pair.Second is not null).Select(pair => pair.First).ToList() is { Count: > 0 } left)
            throw plan.HasPowers(left);
        await plan.Marked.RunAsync(hold.Session, plan.AccountStatements(), cancellationToken);
    }

    /// <inheritdoc/>
    public Task GrantAsync(ServerLock hold, IamUserDifference plan, CancellationToken cancellationToken) =>
        hold.Session.ExecuteBatchAsync(
            [.. plan.Grants.Where(grant => !grant.IsPower).Select(grant => grant.Sql)], cancellationToken);

    /// <inheritdoc/>
    public Task UnlockAsync(ServerLock hold, CancellationToken cancellationToken) => hold.GiveBackAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IamUserOutcome> ReportAsync(ServerLock hold, IamUserDifference plan, CancellationToken cancellationToken)
    {
        var account = IamUserProvisioner.AccountOf(hold.Session, request);
        var left = new IamUserDifference(await IamServerReading.ReadAsync(hold.Session, account, cancellationToken), request, account);
        IReadOnlyList<Finding> findings =
        [
            .. left.Steps()
                .Select(step =>
                new Finding(null, step.Target, FindingReasons.Failed, $"{step.Action} was done and does not show: {step.Statement}")),
            .. left.Lasting(),
        ];
        var state = left.Powers.Count > 0 ? RoleState.Failed
            : findings.Count > 0 ? RoleState.Incomplete
            : plan.Create ? RoleState.Created
            : plan.Steps().Count > 0 ? RoleState.Updated
            : RoleState.InSync;
        return new IamUserOutcome(request.UserName, state, findings);
    }
}
