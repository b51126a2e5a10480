using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>Compares a login that is there with what it should be: enabled, in no server role, with no permission but to connect.</summary>
internal static class LoginDifferences
{
    public static IReadOnlyList<Difference> Compare(ServerLogin login, RoleKind kind)
    {
        var name = kind.RoleName();
        var differences = new List<Difference>();
        if (login.IsDisabled)
            differences.Add(new Difference(new Finding(null, "login", FindingReasons.Missing, "the login is disabled"), "enable login", RoleStatements.EnableLogin(name)));
        differences.AddRange(login.ServerRoles.Select(role => new Difference(
            new Finding(null, $"membership in {Identifier.Quote(role)}", FindingReasons.Surplus, $"the login is a member of the server role {Identifier.Quote(role)}"),
            "leave server role", RoleStatements.LeaveServerRole(role, name))));
        differences.AddRange(PermissionDifferences.Compare(null, login.Permissions, login.GrantsToOthers));
        return differences;
    }
}
