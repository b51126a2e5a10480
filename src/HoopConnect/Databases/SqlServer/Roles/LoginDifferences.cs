using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>
/// Compares a login that is there with what it should be: enabled, allowed to connect, its password checked by the policy and without an
/// end, in no server role, with no other permission.
/// </summary>
internal static class LoginDifferences
{
    /// <summary>The subject of findings about CHECK_POLICY and CHECK_EXPIRATION.</summary>
    public const string Policy = "password policy";

    public static IReadOnlyList<Difference> Compare(ServerLogin login, RoleKind kind)
    {
        var name = kind.RoleName();
        var differences = new List<Difference>();
        if (login.IsDisabled)
            differences.Add(Missing("login", "the login is disabled", "enable login", RoleStatements.EnableLogin(name)));
        if (login.IsConnectRevoked)
            differences.Add(Missing("permission CONNECT SQL", "the login may not connect", "allow to connect",
                RoleStatements.GiveConnect("CONNECT SQL", name)));
        differences.AddRange(login.ServerRoles.Select(role => new Difference(
            new Finding(null, $"membership in {Identifier.Quote(role)}", FindingReasons.Surplus,
                $"the login is a member of the server role {Identifier.Quote(role)}") { IsPower = true },
            "leave server role", RoleStatements.LeaveServerRole(role, name))));
        differences.AddRange(PermissionDifferences.Compare(null, login.Permissions, login.GrantsToOthers));
        if (login.Password is { } password)
            differences.AddRange(ComparePolicy(password, name));
        return differences;
    }

    private static IEnumerable<Difference> ComparePolicy(PasswordStanding password, string name)
    {
        if (password.IsLocked)
            yield return Missing(Policy, "failed tries have locked the login", "unlock",
                string.Join("\n", RoleStatements.ResetPolicy(name)));
        else if (!password.ChecksPolicy)
            yield return Missing(Policy, "CHECK_POLICY is off", "policy on", RoleStatements.SetPolicy(name));
        else if (password.Expires)
            yield return Missing(Policy, "CHECK_EXPIRATION is on: the password would end by itself", "no expiration",
                RoleStatements.SetPolicy(name));
    }

    private static Difference Missing(string subject, string message, string action, string statement) =>
        new(new Finding(null, subject, FindingReasons.Missing, message), action, statement);
}
