namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// A login, or another principal of the server that has the name of one that was asked for (<c>sys.server_principals</c>).
/// </summary>
/// <param name="Name">The name, as the server spells it.</param>
/// <param name="Type"><c>S</c> for a SQL login; nothing else can be one of ours.</param>
/// <param name="Sid">What users in databases are mapped by.</param>
/// <param name="IsDisabled">True where it cannot log in.</param>
/// <param name="GrantsToOthers">How many permissions it gave to others.</param>
internal sealed record ServerLogin(string Name, string Type, byte[] Sid, bool IsDisabled, int GrantsToOthers)
{
    /// <summary>The name it was asked for by; null where it was found by its SID.</summary>
    public string? AskedName { get; init; }

    /// <summary>The server roles it is a member of, besides <c>public</c>.</summary>
    public IReadOnlyList<string> ServerRoles { get; init; } = [];

    /// <summary>What was granted or denied to it directly on the server.</summary>
    public IReadOnlyList<Permission> Permissions { get; init; } = [];

    /// <summary>True where CONNECT SQL, which every login is given when it is made, was taken from it.</summary>
    public bool IsConnectRevoked { get; init; }

    /// <summary>How its password stands; null where the server does not say.</summary>
    public PasswordStanding? Password { get; init; }

    /// <summary>Why the server refuses it whatever its password; null where only the password decides.</summary>
    public string? Refusal =>
        IsDisabled ? "the login is disabled"
        : IsConnectRevoked || Permissions.Any(permission => permission is { IsConnect: true, State: "D" })
            ? "the login may not connect (CONNECT SQL)"
        : Password is { IsLocked: true } ? "the login is locked by failed tries"
        : Password is { MustChange: true } ? "the login must change its password first"
        : Password is { IsExpired: true } ? "the login's password has expired"
        : null;

    public bool HasSid(byte[] sid) => Sid.AsSpan().SequenceEqual(sid);
}
