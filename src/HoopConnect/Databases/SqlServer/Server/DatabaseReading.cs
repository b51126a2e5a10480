namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// One database as it was read, as far as the users that were asked for are concerned. Users go by the names they were asked for by.
/// </summary>
/// <param name="Name">The database.</param>
internal sealed record DatabaseReading(string Name)
{
    /// <summary>The user we are in this database: <c>dbo</c> where the master owns it.</summary>
    public required string MasterUser { get; init; }

    /// <summary>We are <c>dbo</c> or a member of <c>db_owner</c>: only so can users be made and put into fixed roles.</summary>
    public required bool MasterIsOwner { get; init; }

    /// <summary>The principals that were asked for by name, and those that have the SID of a login that was.</summary>
    public required IReadOnlyList<DatabasePrincipal> Principals { get; init; }

    /// <summary>Which user is a member of which role.</summary>
    public required IReadOnlyList<(string User, string Role)> Memberships { get; init; }

    /// <summary>What was granted or denied to the users directly; with it, dbo's CONNECT.</summary>
    public required IReadOnlyList<Permission> Permissions { get; init; }

    /// <summary>The text of our mark for each user that has one here.</summary>
    public required IReadOnlyDictionary<string, string> Marks { get; init; }

    /// <summary>The enabled DDL triggers of the database that run as whoever changes a user in it, and may not.</summary>
    public required IReadOnlyList<string> DdlTriggers { get; init; }

    /// <summary>Those that may.</summary>
    public IReadOnlyList<string> AllowedDdlTriggers { get; init; } = [];

    /// <summary>What the users own and another can be given; read for a removal only.</summary>
    public IReadOnlyList<OwnedObject> Owned { get; init; } = [];

    /// <summary>The permissions on what they own, and those they gave; read for a removal only.</summary>
    public IReadOnlyList<OwnedGrant> Grants { get; init; } = [];

    /// <summary>The code that they own, or that runs as them; read for a removal only.</summary>
    public IReadOnlyList<OwnedCode> Code { get; init; } = [];

    /// <summary>What hangs on that code; read for a removal only.</summary>
    public IReadOnlyList<HangingCode> Hanging { get; init; } = [];

    /// <summary>Who owns, by its name, what removed users owned; read for a removal only.</summary>
    public IReadOnlyList<RemovedOwner> RemovedOwners { get; init; } = [];

    /// <summary>The server has no users without a login.</summary>
    public bool IsBabelfish { get; init; }

    /// <summary>What else keeps them from being dropped; read for a removal only.</summary>
    public IReadOnlyList<Blocker> Blockers { get; init; } = [];

    /// <summary>The principal of this name, or null.</summary>
    public DatabasePrincipal? Principal(string name) => Principals.FirstOrDefault(principal => principal.AskedName == name);

    /// <summary>The text of our mark, or null.</summary>
    public string? Mark(string user) => Marks.GetValueOrDefault(user);
}
