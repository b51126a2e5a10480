using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SessionUsers;

/// <summary>Which session user one server should have.</summary>
/// <param name="Granter">How to connect as the user who makes and grants.</param>
/// <param name="UserName">The user, exactly as the server is to spell it.</param>
public sealed record SessionUserRequest(ConnectionSettings Granter, string UserName)
{
    /// <summary>What it may do, by which policy; the policy's name is in the user's mark.</summary>
    public required GrantRequest Grants { get; init; }

    /// <summary>The user's life: from when it is made or extended, by the server's clock.</summary>
    public required TimeSpan Expiration { get; init; }

    /// <summary>Whose own user it is; null for one that all who use the policy share.</summary>
    public string? Caller { get; init; }

    /// <summary>Takes over a user of that name without our mark (those that Hoop itself made have none).</summary>
    public bool Adopt { get; init; }

    /// <summary>Sets a new password even where the shared one is good.</summary>
    public bool Rotate { get; init; }

    /// <summary>Where the user may log in from (MySQL and MariaDB); anywhere where not given.</summary>
    public string HostPattern { get; init; } = "%";

    /// <summary>How many databases are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 4;
}
