using HoopConnect.Databases.PostgreSql.Server;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>A user that is to be removed, or locked where that is all that can be done.</summary>
/// <param name="Name">The user.</param>
/// <param name="OnlyIfExpired">It goes only while the server says that it is expired.</param>
/// <param name="Traces">Where it left a trace, and how far the master reaches it.</param>
internal sealed record UserToClear(string Name, bool OnlyIfExpired, UserTraces Traces)
{
    /// <summary>It owns a database or a tablespace, which nobody expects to change hands: it is locked and stays.</summary>
    public required bool OnlyLock { get; init; }

    /// <summary>It owns something that somebody gets.</summary>
    public bool HandsOn => Traces.OwnsSome && !OnlyLock;

    /// <summary>
    /// Memberships that end before the master joins it: as a member of a member of <c>rds_iam</c> the master could log in no more by
    /// password.
    /// </summary>
    public required IReadOnlyList<RoleMembership> ByToken { get; init; }
}
