using HoopConnect.Databases.SessionUsers;

namespace HoopConnect.Databases.Users;

/// <summary>Which session users of a server are wanted.</summary>
/// <param name="Master">How to connect as the master user.</param>
public sealed record ManagedUserQuery(ConnectionSettings Master)
{
    /// <summary>Only those whose time is over by the server's clock.</summary>
    public bool Expired { get; init; }

    /// <summary>How many users are read in one round trip.</summary>
    public int PageSize { get; init; } = 1000;
}
