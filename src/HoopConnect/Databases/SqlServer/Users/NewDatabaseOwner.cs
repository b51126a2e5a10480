using HoopConnect.Databases.SqlServer.Server;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>
/// Whether a login may get a database that a removed one owns. Code in it runs as its owner, who is the login itself on the server where
/// the database is trusted (TRUSTWORTHY), and in other databases of that login: so it must have no more than the removed one had.
/// </summary>
internal static class NewDatabaseOwner
{
    /// <summary>Why it may not; null where it may.</summary>
    /// <param name="server">The server; the named login must have been asked for.</param>
    /// <param name="databases">The databases.</param>
    /// <param name="login">The login that goes.</param>
    /// <param name="named">The login that the caller names.</param>
    public static string? WhyNot(ServerReading server, IReadOnlyList<DatabaseReading> databases, ServerLogin login, string named)
    {
        if (server.Login(named) is not { Type: "S" or "U" } owner)
            return $"there is no login '{named}' that could own the database: the login stays";
        var more = owner.Name.Equals(server.MasterLogin, StringComparison.OrdinalIgnoreCase) ? "the rights of who is logged in"
            : More(owner, login) ?? Other(databases, owner);
        return more is null ? null
            : $"'{named}' has {more}, and the login has not: code in the database would run with it; the login stays";
    }

    private static string? More(ServerLogin owner, ServerLogin login)
    {
        if (owner.ServerRoles.Except(login.ServerRoles, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } role)
            return $"the server role {Identifier.Quote(role)}";
        var held = login.Permissions.Select(Bare).ToHashSet();
        var right = owner.Permissions.FirstOrDefault(permission =>
            !permission.IsConnect && permission.State is ("G" or "W") && !held.Contains(Bare(permission)));
        return right is null ? null : $"the permission {right.Name}";
    }

    private static Permission Bare(Permission permission) => permission with { Grantee = "", Grantor = "" };

    private static string? Other(IReadOnlyList<DatabaseReading> databases, ServerLogin owner) =>
        databases.FirstOrDefault(database => database.Principal("dbo") is { } dbo && dbo.HasSid(owner.Sid)) is { } other
            ? $"the database {Identifier.Quote(other.Name)}"
            : null;
}
