using HoopConnect.Databases;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.SessionUsers.Sweep;

/// <summary>Policies by the digits that their users' names have: what explains a user that is found on a server.</summary>
public sealed class KnownPolicies
{
    private readonly ILookup<string, string> _names;

    /// <param name="policies">The policies; those of another engine explain nothing.</param>
    /// <param name="engine">What serves the server.</param>
    public KnownPolicies(IEnumerable<SessionPolicy> policies, IDatabaseEngine engine)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(engine);
        _names = policies
            .Where(policy => engine.Serves(policy.Engine))
            .ToLookup(SessionUserName.Hash, policy => policy.Name, StringComparer.Ordinal);
    }

    /// <summary>
    /// The names of the policies whose rule gives this user, a user of one's own too; several where they have the same shape, none where
    /// nothing explains it.
    /// </summary>
    public IReadOnlyList<string> Of(string userName)
    {
        ArgumentNullException.ThrowIfNull(userName);
        return SessionUserNameRule.HashOf(userName) is { } hash
            ? _names[hash].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()
            : [];
    }
}
