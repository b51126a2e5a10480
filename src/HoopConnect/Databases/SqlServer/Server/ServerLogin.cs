namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>A server principal with the name of a hoop role (<c>sys.server_principals</c>).</summary>
/// <param name="Name">The name, as the server spells it.</param>
/// <param name="Type"><c>S</c> for a SQL login; nothing else can be one of ours.</param>
/// <param name="Sid">What users in databases are mapped by.</param>
/// <param name="IsDisabled">True where it cannot log in.</param>
/// <param name="GrantsToOthers">How many permissions it gave to others.</param>
internal sealed record ServerLogin(string Name, string Type, byte[] Sid, bool IsDisabled, int GrantsToOthers)
{
    /// <summary>The server roles it is a member of, besides <c>public</c>.</summary>
    public IReadOnlyList<string> ServerRoles { get; init; } = [];

    /// <summary>What was granted or denied to it directly on the server.</summary>
    public IReadOnlyList<Permission> Permissions { get; init; } = [];
}
