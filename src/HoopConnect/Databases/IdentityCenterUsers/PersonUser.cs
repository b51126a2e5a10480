namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>The user of a person of a directory, as a server has it now.</summary>
/// <param name="UserName">Its name.</param>
/// <param name="IsOurs">Its mark says that we made it for that person; otherwise it only has the person's name.</param>
public sealed record PersonUser(string UserName, bool IsOurs)
{
    /// <summary>It is kept from logging in.</summary>
    public bool IsLocked { get; init; }

    /// <summary>The roles that it has, and what it may do besides, in the server's words.</summary>
    public IReadOnlyList<string> Has { get; init; } = [];
}
