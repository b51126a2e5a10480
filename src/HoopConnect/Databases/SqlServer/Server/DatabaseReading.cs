namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>One database as it was read, as far as the hoop roles are concerned.</summary>
/// <param name="Name">The database.</param>
internal sealed record DatabaseReading(string Name)
{
    /// <summary>The login we are connected as.</summary>
    public required string MasterLogin { get; init; }

    /// <summary>The user we are in this database: <c>dbo</c> where the master owns it.</summary>
    public required string MasterUser { get; init; }

    /// <summary>The users with names of hoop roles, those mapped to their logins by another name, the fixed roles, and the heir of a removal.</summary>
    public required IReadOnlyList<DatabasePrincipal> Principals { get; init; }

    /// <summary>Which user is a member of which role.</summary>
    public required IReadOnlyList<(string User, string Role)> Memberships { get; init; }

    /// <summary>What was granted or denied to the users directly; with it, dbo's CONNECT.</summary>
    public required IReadOnlyList<Permission> Permissions { get; init; }

    /// <summary>The roles that are marked as ours in this database.</summary>
    public required IReadOnlyList<string> Marks { get; init; }

    /// <summary>What the users own; read for a removal only.</summary>
    public IReadOnlyList<OwnedObject> Owned { get; init; } = [];

    /// <summary>The principal of this name, or null.</summary>
    public DatabasePrincipal? Principal(string name) => Principals.FirstOrDefault(principal => Same(principal.Name, name));

    /// <summary>True where the mark is there.</summary>
    public bool IsMarked(string role) => Marks.Any(mark => Same(mark, role));

    /// <summary>
    /// True where the mark is there and the user is mapped to this login: it proves the login ours. (A mark that came with a restore, or
    /// outlived a login that somebody made anew, has no such user.)
    /// </summary>
    public bool Proves(ServerLogin login) => IsMarked(login.Name) && Principal(login.Name) is { Type: "S" } user && user.Sid.AsSpan().SequenceEqual(login.Sid);

    /// <summary>Names of ours are ASCII: without case they are the same on any server, whatever its collation.</summary>
    public static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
