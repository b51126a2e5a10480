using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.IdentityCenterUsers;

/// <summary>Users of PostgreSQL for people of a directory: members of <c>rds_iam</c> and of the roles that their groups give.</summary>
/// <param name="engine">The engine.</param>
/// <param name="time">The clock.</param>
/// <param name="tryLogin">Proves a login; null for the engine's own.</param>
internal sealed class MemberUsers(
    IDatabaseEngine engine, TimeProvider time, Func<ConnectionSettings, CancellationToken, Task<LoginOutcome>>? tryLogin = null)
    : IIdentityCenterUsers
{
    /// <summary>The engine.</summary>
    public IDatabaseEngine Engine => engine;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Proves a login.</summary>
    public Func<ConnectionSettings, CancellationToken, Task<LoginOutcome>> TryLogin { get; } = tryLogin ?? engine.TryLoginAsync;

    /// <inheritdoc/>
    public async Task<IdentityCenterPlan> PlanAsync(IdentityCenterRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var session = await OpenAsync(request, cancellationToken);
        var change = await CompareAsync(session, request, host, cancellationToken);
        var gone = change.Comparison.Surplus.Concat(change.Comparison.FormerPolicies);
        var removal = await PlanRemovalAsync(request, gone, host, cancellationToken);
        var server = $"{request.Master.Host}:{request.Master.Port}";
        var steps = (removal?.Plan.Steps ?? []).Concat(change.Steps).ToList();
        return new MemberPlan(request, new Plan(server, "sync users with Identity Center", steps), this, change, removal)
        {
            Managed = change.Comparison.Managed,
            Removed = change.Comparison.Removed,
            Settled = change.Comparison.Refused,
        };
    }

    /// <inheritdoc/>
    public async Task<PersonUser?> FindAsync(
        ConnectionSettings administrator, string userId, string userName, CancellationToken cancellationToken)
    {
        await using var session = await engine.OpenWaitingAsync(administrator with { Database = null }, time, cancellationToken);
        var reading = await MemberReading.ReadAsync(session, [userName], [], cancellationToken);
        var own = reading.Users.FirstOrDefault(user => user.IsPerson && user.Mark!.Owner == userId);
        return (own ?? reading.Find(userName)) is not { } found ? null : new PersonUser(found.Name, own is not null)
        {
            IsLocked = !found.Login,
            Has =
            [
                .. found.Powers,
                .. found.Memberships.Select(one => one.Role).Where(role => role != MemberDifference.IamRole).Distinct(),
            ],
        };
    }

    /// <summary>A connection to the maintenance database.</summary>
    public Task<IDatabaseSession> OpenAsync(IdentityCenterRequest request, CancellationToken cancellationToken) =>
        engine.OpenWaitingAsync(request.Master with { Database = null }, time, cancellationToken);

    /// <summary>Reads the server and says what is to be done but for removals.</summary>
    public async Task<MemberChange> CompareAsync(
        IDatabaseSession session, IdentityCenterRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        // Whose policy's role it is, is told by its comment, as with users.
        var names = request.Members.Select(member => member.UserName)
            .Concat(request.Roles.Where(role => role.Policy is not null).Select(PolicyRole.NameOn));
        var reading = await MemberReading.ReadAsync(session, names, request.Roles.Select(role => role.Name), cancellationToken);
        var comparison = new MemberComparison(reading, request);
        var policies = new List<PolicyChange>();
        ServerReading? server = null;
        foreach (var role in request.Roles.Where(role => role.Policy is not null))
        {
            server ??= await ServerReader.ReadAsync(session, [], cancellationToken);
            var policy = new PolicyRole(engine, request, role, host, time);
            policies.Add(new PolicyChange(
                policy, policy.Steps(reading), await policy.CompareAsync(session, server, cancellationToken)));
        }

        return new MemberChange(reading, comparison, policies);
    }

    private async Task<UserRemovalPlan?> PlanRemovalAsync(
        IdentityCenterRequest request, IEnumerable<string> names, IHoopHost host, CancellationToken cancellationToken)
    {
        var users = names.Select(name => new UserToRemove(name, OnlyIfExpired: false)).ToList();
        if (users.Count == 0)
            return null;
        var removal = new UserRemovalRequest(request.Master with { Database = null }, users)
        {
            Kind = ManagedKind.IdentityCenter,
            ThrottleLimit = request.ThrottleLimit,
        };
        return await engine.ManagedUsers.PlanRemovalAsync(removal, host, cancellationToken);
    }
}
