using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.IdentityCenterUsers;

/// <summary>
/// Users of MySQL and MariaDB for people of a directory: accounts with AWS's authentication plugin, over TLS only, with the privileges of
/// the roles that their groups give.
/// </summary>
internal sealed class MemberUsers(IDatabaseEngine engine, TimeProvider time) : IIdentityCenterUsers
{
    /// <summary>Where they may log in from.</summary>
    public const string AnyHost = "%";

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <inheritdoc/>
    public async Task<IdentityCenterPlan> PlanAsync(IdentityCenterRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var session = await WaitingConnection.OpenAsync(request.Master, time, cancellationToken);
        var comparison = await MemberComparison.ReadAsync(session, request, cancellationToken);
        var removal = await PlanRemovalAsync(request, comparison.Surplus, host, cancellationToken);
        var server = $"{request.Master.Host}:{request.Master.Port}";
        var steps = (removal?.Plan.Steps ?? []).Concat(comparison.Steps()).ToList();
        return new MemberPlan(request, new Plan(server, "sync users with Identity Center", steps), this, comparison, removal)
        {
            Managed = comparison.Managed,
            Removed = comparison.Removed,
            Settled = comparison.Refused,
        };
    }

    /// <inheritdoc/>
    public async Task<PersonUser?> FindAsync(
        ConnectionSettings administrator, string userId, string userName, CancellationToken cancellationToken)
    {
        await using var session = await WaitingConnection.OpenAsync(administrator, time, cancellationToken);
        var request = new IdentityCenterRequest(administrator, [new IdentityCenterMember(userId, userName, [])], []);
        var reading = await MemberReading.ReadAsync(session, request, cancellationToken);
        var own = reading.Persons.Values.FirstOrDefault(user => reading.Mark(user)!.Owner == userId);
        return (own ?? reading.Server.Accounts.FirstOrDefault(user => user.Account.User == userName)) is not { } found ? null
            : new PersonUser(found.Account.User, own is not null)
            {
                IsLocked = found.IsLocked,
                Has = [.. found.Grants.Where(grant => !MarkRole.Is(grant, ManagedKind.IdentityCenter)).Select(Words).OfType<string>()],
            };
    }

    private static string? Words(Grant grant)
    {
        var privileges = grant.Privileges.Select(privilege => privilege.Name).Where(name => name != "USAGE").ToList();
        return grant.Level == GrantLevel.Role ? grant.Pattern
            : privileges.Count > 0 ? $"{string.Join(", ", privileges)} on {grant.Object}" : null;
    }

    private async Task<UserRemovalPlan?> PlanRemovalAsync(
        IdentityCenterRequest request, IReadOnlyList<string> names, IHoopHost host, CancellationToken cancellationToken) =>
        names.Count == 0 ? null : await engine.ManagedUsers.PlanRemovalAsync(
            new UserRemovalRequest(request.Master, [.. names.Select(name => new UserToRemove(name, OnlyIfExpired: false))])
            {
                Kind = ManagedKind.IdentityCenter,
                ThrottleLimit = request.ThrottleLimit,
            },
            host, cancellationToken);
}
