using System.Runtime.CompilerServices;
using HoopConnect.Databases;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.SessionUsers.Sweep;

/// <summary>Finds the session users of one server.</summary>
/// <param name="database">The database; one without an ARN is a server that is not in RDS.</param>
/// <param name="engine">What serves it.</param>
public sealed class SessionUserFinder(RdsDatabase database, IDatabaseEngine engine)
{
    /// <summary>The users, each as it is read.</summary>
    /// <param name="master">How to connect.</param>
    /// <param name="filter">Which ones.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HoopException"><c>SessionUser.PoliciesNeeded</c>, and those of <see cref="IManagedUsers.ListAsync"/>.</exception>
    public async IAsyncEnumerable<FoundSessionUser> FindAsync(
        ConnectionSettings master, SessionUserFilter filter, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(master);
        ArgumentNullException.ThrowIfNull(filter);
        if (filter is { Stale: true, Known: null })
        {
            throw SessionUserErrors.PoliciesNeeded.Error("Which users are stale can be told only where the policies are known.");
        }

        var known = filter.Known is null ? null : new KnownPolicies(filter.Known, engine);
        var wanted = new KnownPolicies(filter.Policies, engine);
        await foreach (
            var user in engine.ManagedUsers.ListAsync(new ManagedUserQuery(master) { Expired = filter.Expired }, host, cancellationToken))
        {
            var policies = known?.Of(user.UserName);
            if (filter.Stale && policies!.Count > 0)
                continue;
            if (filter.UserNames.Count > 0 && !filter.UserNames.Any(pattern => pattern.Matches(user.UserName)))
                continue;
            if (filter.Policies.Count + filter.PolicyNames.Count > 0 && wanted.Of(user.UserName).Count == 0 && !IsNamed(filter, user))
                continue;
            yield return Found(master, user, policies);
        }
    }

    private static bool IsNamed(SessionUserFilter filter, ManagedUser user) =>
        user.Mark?.Policy is { } policy && filter.PolicyNames.Any(pattern => pattern.Matches(policy));

    private FoundSessionUser Found(ConnectionSettings master, ManagedUser user, IReadOnlyList<string>? policies) => new()
    {
        AccountId = database.Arn.Length == 0 ? "" : database.AccountId,
        Region = database.Arn.Length == 0 ? "" : database.Region,
        Identifier = database.Identifier,
        Arn = database.Arn,
        Engine = database.Engine,
        HostName = master.Host,
        Port = master.Port,
        SslMode = master.SslMode,
        CaFile = master.CaFile,
        UserName = user.UserName,
        Expires = user.Expires,
        Expired = user.Expired,
        Managed = user.Mark is { Kind: ManagedKind.Session },
        Policy = policies is { Count: > 0 } ? string.Join(", ", policies) : user.Mark?.Policy,
        Stale = policies is null ? null : policies.Count == 0,
        Caller = user.Mark?.Owner,
        Locked = user.Locked,
        OpenSessions = user.OpenSessions,
        OwnedObjects = user.OwnedObjects,
        Databases = user.Databases,
        Reached = master,
    };
}
