using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.SessionUsers;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>What was read of one session user.</summary>
/// <param name="Server">The server, with the accounts of the user's name.</param>
/// <param name="Account">The account that the request is about.</param>
/// <param name="Now">The server's time.</param>
internal sealed record GranterReading(ServerReading Server, Account Account, DateTimeOffset Now)
{
    /// <summary>The server takes no changes (a replica).</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The table of session users is there, or is not needed.</summary>
    public bool HasLedger { get; init; }

    /// <summary>What is written down of the user; null for one that is not ours.</summary>
    public MarkRecord? Record { get; init; }

    /// <summary>What is to be granted and revoked.</summary>
    public IReadOnlyList<GrantChange> Grants { get; init; } = [];

    /// <summary>The account as it is; null where it is not there.</summary>
    public AccountReading? Present => Server.Find(Account);

    /// <summary>What it should have and has not.</summary>
    public IEnumerable<GrantChange> Lacking => Grants.Where(grant => !grant.Revoke);

    /// <summary>In the seam's words.</summary>
    public SessionUserReading ToReading() => new(Now, Record?.Expires, Present is { IsLocked: false }, Record?.Mark, Present is not null && !Lacking.Any());
}
