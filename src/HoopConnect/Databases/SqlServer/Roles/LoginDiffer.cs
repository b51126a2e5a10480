using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>Compares a login that is there with what it should be: enabled, in no server role, with no permission but to connect.</summary>
internal static class LoginDiffer
{
    public static IReadOnlyList<SqlDifference> Compare(SqlLogin login, RoleKind kind)
    {
        var name = kind.RoleName();
        var differences = new List<SqlDifference>();
        if (login.IsDisabled)
            differences.Add(new SqlDifference(new Finding(null, "login", FindingReasons.Missing, "the login is disabled"), "enable login", RoleStatements.EnableLogin(name)));
        differences.AddRange(login.ServerRoles.Select(role => new SqlDifference(
            new Finding(null, $"membership in {SqlIdentifier.Quote(role)}", FindingReasons.Surplus, $"the login is a member of the server role {SqlIdentifier.Quote(role)}"),
            "leave server role", RoleStatements.LeaveServerRole(role, name))));
        differences.AddRange(PermissionDiffer.Compare(null, login.Permissions, login.GrantsToOthers));
        return differences;
    }
}
