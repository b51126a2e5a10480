namespace HoopConnect.Databases.Users;

/// <summary>Which users that we made are wanted of a server.</summary>
/// <param name="Master">How to connect as the master user.</param>
public sealed record ManagedUserQuery(ConnectionSettings Master)
{
    /// <summary>Of which kind.</summary>
    public ManagedKind Kind { get; init; } = ManagedKind.Session;

    /// <summary>Only those whose time is over by the server's clock.</summary>
    public bool Expired { get; init; }

    /// <summary>How many users are read in one round trip.</summary>
    public int PageSize { get; init; } = 1000;
}
