namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>A principal of one database (<c>sys.database_principals</c>).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>S</c> for a SQL user, <c>R</c> for a role.</param>
/// <param name="Sid">The SID of the login it is mapped to; after a restore that of a login elsewhere.</param>
/// <param name="AuthenticationType">0 none, 1 by a login, 2 contained in the database.</param>
/// <param name="GrantsToOthers">How many permissions it gave to others.</param>
internal sealed record DatabasePrincipal(string Name, string Type, byte[] Sid, int AuthenticationType, int GrantsToOthers)
{
    /// <summary>Its number in the database, which a later principal may get again.</summary>
    public int Id { get; init; }

    /// <summary>When it was made, in seconds since 2000 by the server's clock: with the number it is nobody else's.</summary>
    public int Made { get; init; }

    /// <summary>How many schemas, objects, types and roles it owns.</summary>
    public int Owns { get; init; }

    /// <summary>The name it was asked for by; null where it was found by its SID.</summary>
    public string? AskedName { get; init; }

    /// <summary>True for a user without a login, or with a password of its own: it cannot be mapped to a login.</summary>
    public bool CannotBeMapped => AuthenticationType is 0 or 2;

    public bool HasSid(byte[] sid) => Sid.AsSpan().SequenceEqual(sid);
}
