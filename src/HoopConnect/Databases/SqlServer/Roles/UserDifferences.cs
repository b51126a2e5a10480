using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>Compares what a role has in one database with the contract: a user mapped to its login, its fixed roles, nothing else, our mark.</summary>
internal static class UserDifferences
{
    /// <param name="reading">The database.</param>
    /// <param name="kind">The role.</param>
    /// <param name="login">Its login; null where that is still to be made.</param>
    public static IReadOnlyList<Difference> Compare(DatabaseReading reading, RoleKind kind, ServerLogin? login)
    {
        var name = kind.RoleName();
        var differences = new List<Difference>();
        if (OtherUserOf(reading, name, login) is { } other)
        {
            differences.Add(Lasting(reading, other.Name == "dbo"
                ? "the login owns the database, and is dbo in it; give the database to another login (ALTER AUTHORIZATION ON DATABASE)"
                : $"the login is in the database as the user {Identifier.Quote(other.Name)}; drop that user"));
            return differences;
        }

        var user = reading.Principal(name);
        if (user is { Type: not "S" })
        {
            differences.Add(Lasting(reading, $"the database has a {(user.Type == "R" ? "role" : "principal")} of that name, which is not a user of a SQL login; rename or drop it"));
            return differences;
        }

        if (user is null)
        {
            differences.Add(Missing(reading, "user", "the login has no user in the database", "create user", RoleStatements.CreateUser(name)));
        }
        else if (login is null || !user.Sid.AsSpan().SequenceEqual(login.Sid))
        {
            if (user.CannotBeMapped)
            {
                differences.Add(Lasting(reading, "the database has a user of that name without a login, which cannot be mapped to one; drop it"));
                return differences;
            }

            differences.Add(Missing(reading, "user", "the user is mapped to no login of this server (SIDs differ, as after a restore)", "map user again", RoleStatements.MapUser(name)));
        }

        CompareRoles(reading, kind, name, differences);
        ComparePermissions(reading, name, user, differences);
        if (!reading.IsMarked(name))
            differences.Add(Missing(reading, "mark", "the user is not marked as managed by HoopConnect", "mark", RoleStatements.Mark(name)));
        return differences;
    }

    private static DatabasePrincipal? OtherUserOf(DatabaseReading reading, string name, ServerLogin? login) =>
        login is null ? null : reading.Principals.FirstOrDefault(user => user.Sid.AsSpan().SequenceEqual(login.Sid) && !DatabaseReading.Same(user.Name, name));

    private static void CompareRoles(DatabaseReading reading, RoleKind kind, string name, List<Difference> differences)
    {
        var present = reading.Memberships.Where(membership => DatabaseReading.Same(membership.User, name)).Select(membership => membership.Role).ToList();
        foreach (var role in FixedRoles.Of(kind).Except(present, StringComparer.Ordinal))
        {
            var subject = $"membership in {Identifier.Quote(role)}";
            if (reading.Principal(role) is { Type: "R" })
                differences.Add(Missing(reading, subject, $"the user is not a member of {Identifier.Quote(role)}", "join role", RoleStatements.JoinRole(role, name)));
            else
                differences.Add(new Difference(new Finding(reading.Name, subject, FindingReasons.Unfixable, $"the database has no fixed role {Identifier.Quote(role)}")));
        }

        foreach (var role in present.Except(FixedRoles.Of(kind), StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            differences.Add(new Difference(
                new Finding(reading.Name, $"membership in {Identifier.Quote(role)}", FindingReasons.Surplus, $"the user is a member of {Identifier.Quote(role)}"),
                "leave role", RoleStatements.LeaveRole(role, name)));
        }
    }

    private static void ComparePermissions(DatabaseReading reading, string name, DatabasePrincipal? user, List<Difference> differences)
    {
        if (user is null)
            return;
        var permissions = reading.Permissions.Where(permission => DatabaseReading.Same(permission.Grantee, name)).ToList();
        differences.AddRange(PermissionDifferences.Compare(reading.Name, permissions, user.GrantsToOthers));
        // Every user gets CONNECT when it is made, dbo too: where dbo's is listed, one that is not was revoked.
        if (reading.Permissions.Any(permission => permission is { Grantee: "dbo", IsConnect: true }) && !permissions.Any(permission => permission.IsConnect))
            differences.Add(Missing(reading, "permission CONNECT", "the user may not connect to the database", "allow to connect", RoleStatements.GiveConnect(name)));
    }

    private static Difference Missing(DatabaseReading reading, string subject, string message, string action, string statement) =>
        new(new Finding(reading.Name, subject, FindingReasons.Missing, message), action, statement);

    private static Difference Lasting(DatabaseReading reading, string message) => new(new Finding(reading.Name, "user", FindingReasons.Unfixable, message));
}
