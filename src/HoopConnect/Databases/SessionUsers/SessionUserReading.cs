using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SessionUsers;

/// <summary>What a server says of a session user; all times by its own clock, UTC.</summary>
/// <param name="Now">The server's time.</param>
/// <param name="Expires">When logins end; null for never.</param>
/// <param name="CanLogIn">The user is not locked.</param>
/// <param name="Mark">Our mark; null for a user that is not ours.</param>
/// <param name="IsComplete">It has everything the request asks for in each database that was read.</param>
public sealed record SessionUserReading(DateTimeOffset Now, DateTimeOffset? Expires, bool CanLogIn, ManagedMark? Mark, bool IsComplete);
