using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>
/// Compares what a role has in one database with the contract: a user mapped to its login, its fixed roles, nothing else, our mark.
/// </summary>
internal static class UserDifferences
{
    /// <param name="reading">The database.</param>
    /// <param name="kind">The role.</param>
    /// <param name="sid">The SID of its login; null where that is not known before the login is made.</param>
    public static IReadOnlyList<Difference> Compare(DatabaseReading reading, RoleKind kind, byte[]? sid)
    {
        var differences = Wanted(reading, kind.RoleName(), kind, sid);
        var obstacles = UserClearance.Obstacles(reading).Select(finding => new Difference(finding with
        {
            Message = finding.Message + "; or leave the database out with -ExcludeDatabase",
        })).ToList();
        // What is found stays as it is, and the reader is told once why.
        return obstacles.Count == 0 ? differences : [.. differences.Select(difference => new Difference(difference.Finding)), .. obstacles];
    }

    private static List<Difference> Wanted(DatabaseReading reading, string name, RoleKind kind, byte[]? sid)
    {
        if (OtherUserOf(reading, name, sid) is { } other)
        {
            return [Lasting(reading, other.Name == "dbo"
                ? "the login owns the database, and is dbo in it; give the database to another login (ALTER AUTHORIZATION ON DATABASE)"
                : $"the login is in the database as the user {Identifier.Quote(other.Name)}; drop that user", isPower: true)];
        }

        var user = reading.Principal(name);
        if (user is { Type: not "S" })
        {
            var what = user.Type == "R" ? "role" : "principal";
            return [Lasting(reading, $"the database has a {what} of that name, which is not a user of a SQL login; rename or drop it")];
        }

        var differences = new List<Difference>();
        if (user is null)
        {
            differences.Add(Missing(reading, "user", "the login has no user in the database", "create user",
                RoleStatements.CreateUser(name)));
        }
        else if (sid is null || !user.HasSid(sid))
        {
            if (user.CannotBeMapped)
                return [Lasting(reading, "the database has a user of that name without a login, which cannot be mapped to one; drop it")];
            differences.Add(Missing(reading, "user",
                "the user is mapped to no login of this server (SIDs differ, as after a restore)", "map user again",
                RoleStatements.MapUser(name)));
        }

        CompareRoles(reading, kind, name, differences);
        ComparePermissions(reading, name, user, differences);
        CompareOwned(reading, kind, name, differences);
        CompareMark(reading, name, differences);
        return differences;
    }

    private static DatabasePrincipal? OtherUserOf(DatabaseReading reading, string name, byte[]? sid) =>
        sid is null ? null : reading.Principals.FirstOrDefault(user => user.HasSid(sid) && user.AskedName != name);

    private static void CompareRoles(DatabaseReading reading, RoleKind kind, string name, List<Difference> differences)
    {
        var present = reading.Memberships.Where(membership => membership.User == name).Select(membership => membership.Role).ToList();
        foreach (var role in FixedRoles.Of(kind).Except(present, StringComparer.Ordinal))
        {
            var subject = $"membership in {Identifier.Quote(role)}";
            differences.Add(reading.Principal(role) is { Type: "R" }
                ? Missing(reading, subject, $"the user is not a member of {Identifier.Quote(role)}", "join role",
                    RoleStatements.JoinRole(role, name))
                : new Difference(new Finding(reading.Name, subject, FindingReasons.Unfixable,
                    $"the database has no fixed role {Identifier.Quote(role)}")));
        }

        foreach (var role in present.Except(FixedRoles.Of(kind), StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var quoted = Identifier.Quote(role);
            differences.Add(new Difference(
                new Finding(reading.Name, $"membership in {quoted}", FindingReasons.Surplus, $"the user is a member of {quoted}")
                {
                    IsPower = true,
                },
                "leave role", RoleStatements.LeaveRole(role, name)));
        }
    }

    private static void ComparePermissions(DatabaseReading reading, string name, DatabasePrincipal? user, List<Difference> differences)
    {
        if (user is null)
            return;
        var permissions = reading.Permissions.Where(permission => permission.Grantee == name).ToList();
        differences.AddRange(PermissionDifferences.Compare(reading.Name, permissions, user.GrantsToOthers));
        // Every user gets CONNECT when it is made, dbo too: where dbo's is listed, one that is not was revoked.
        if (reading.Permissions.Any(permission => permission is { Grantee: "dbo", IsConnect: true })
            && !permissions.Any(permission => permission.IsConnect))
        {
            differences.Add(Missing(reading, "permission CONNECT",
                "the user may not connect to the database", "allow to connect", RoleStatements.GiveConnect("CONNECT", name)));
        }
    }

    /// <summary>
    /// What hoop_ddl makes it may own; the others make nothing, so somebody gave it to them, and an owner may do anything with it.
    /// </summary>
    private static void CompareOwned(DatabaseReading reading, RoleKind kind, string name, List<Difference> differences) =>
        differences.AddRange(reading.Owned.Where(owned => owned.Owner == name && (kind != RoleKind.Ddl || owned.Class == "ROLE"))
            .Select(owned => new Difference(new Finding(reading.Name, "owner of " + owned.Securable, FindingReasons.Unfixable,
                "the user owns it and may do anything with it; give it to another one (ALTER AUTHORIZATION ON "
                + $"{owned.Securable} TO ...; not to dbo where there is code in it, which would run with the rights of dbo), which drops "
                + "the permissions on it: those that are to stay are granted again")
            {
                IsPower = true,
            })));

    private static void CompareMark(DatabaseReading reading, string name, List<Difference> differences)
    {
        var mark = UserMark.Parse(reading.Mark(name));
        if (mark?.Kind != ManagedKind.Role)
        {
            differences.Add(Missing(reading, "mark", "the user is not marked as managed by HoopConnect", "mark",
                reading.Mark(name) is null ? UserMark.Add(ManagedKind.Role, name) : UserMark.Update(ManagedKind.Role, name)));
        }
        else if (mark.IsOutdated && differences.Any(difference => difference.Statement is not null))
        {
            differences.Add(Missing(reading, "mark", "the mark is one of an earlier version", "mark",
                UserMark.Update(ManagedKind.Role, name)));
        }
    }

    private static Difference Missing(DatabaseReading reading, string subject, string message, string action, string statement) =>
        new(new Finding(reading.Name, subject, FindingReasons.Missing, message), action, statement);

    private static Difference Lasting(DatabaseReading reading, string message, bool isPower = false) =>
        new(new Finding(reading.Name, "user", FindingReasons.Unfixable, message) { IsPower = isPower });
}
