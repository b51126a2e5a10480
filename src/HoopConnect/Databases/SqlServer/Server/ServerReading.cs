namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>The server as it was read: what it is, the logins that were asked for, and the user databases.</summary>
internal sealed record ServerReading(IReadOnlyList<ServerLogin> Logins, IReadOnlyList<ServerDatabase> Databases)
{
    /// <summary>SQL Server's version; Babelfish gives that of the server it stands for.</summary>
    public required Version Version { get; init; }

    /// <summary>
    /// It is Babelfish: PostgreSQL that speaks the protocol. It takes no SID for a login and lists no permissions of the server.
    /// </summary>
    public required bool IsBabelfish { get; init; }

    /// <summary>The login we are connected as.</summary>
    public required string MasterLogin { get; init; }

    /// <summary>It sees the sessions of others.</summary>
    public required bool SeesSessions { get; init; }

    /// <summary>The same as far as these databases, and no others, are concerned.</summary>
    public ServerReading In(DatabaseChoice choice)
    {
        var chosen = choice.Among([.. Databases.Select(database => database.Name)]);
        return this with { Databases = [.. Databases.Where(database => chosen.Contains(database.Name))] };
    }

    /// <summary>The login that was asked for by this name, or null where there is none.</summary>
    public ServerLogin? Login(string name) => Logins.FirstOrDefault(login => login.AskedName == name);

    /// <summary>The login of another name that has this SID, or null.</summary>
    public ServerLogin? OtherWith(byte[] sid) => Logins.FirstOrDefault(login => login.AskedName is null && login.HasSid(sid));
}
