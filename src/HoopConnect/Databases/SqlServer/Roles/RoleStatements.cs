using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>The T-SQL that makes and alters the roles, for SQL Server 2016 to 2022. The golden files of the tests show all of it.</summary>
internal static class RoleStatements
{
    /// <summary>CHECK_EXPIRATION is off on purpose: a password that expires by itself would lock applications out.</summary>
    /// <param name="login">The login.</param>
    /// <param name="sid">The SID that marks it; null on a server that takes none.</param>
    public static string CreateLogin(string login, byte[]? sid) =>
        $"CREATE LOGIN {Q(login)} WITH PASSWORD = {PlanStep.Hole}, {(sid is null ? "" : $"SID = {LoginSid.Sql(sid)}, ")}"
        + "DEFAULT_DATABASE = [master], CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;";

    public static string SetPassword(string login) => $"ALTER LOGIN {Q(login)} WITH PASSWORD = {PlanStep.Hole};";

    /// <summary>
    /// Off and on again unlocks a login that failed tries have locked (ALTER LOGIN documentation), and leaves the policy on whatever it
    /// was.
    /// </summary>
    public static IReadOnlyList<string> ResetPolicy(string login) => [$"ALTER LOGIN {Q(login)} WITH CHECK_POLICY = OFF;", SetPolicy(login)];

    public static string SetPolicy(string login) => $"ALTER LOGIN {Q(login)} WITH CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;";

    public static string EnableLogin(string login) => $"ALTER LOGIN {Q(login)} ENABLE;";

    public static string LeaveServerRole(string role, string login) => $"ALTER SERVER ROLE {Q(role)} DROP MEMBER {Q(login)};";

    public static string CreateUser(string user) => $"CREATE USER {Q(user)} FOR LOGIN {Q(user)};";

    public static string MapUser(string user) => $"ALTER USER {Q(user)} WITH LOGIN = {Q(user)};";

    public static string JoinRole(string role, string user) => $"ALTER ROLE {Q(role)} ADD MEMBER {Q(user)};";

    public static string LeaveRole(string role, string user) => $"ALTER ROLE {Q(role)} DROP MEMBER {Q(user)};";

    /// <summary>Lets a login connect to the server (<c>CONNECT SQL</c>), or a user to its database (<c>CONNECT</c>).</summary>
    public static string GiveConnect(string permission, string grantee) => $"GRANT {permission} TO {Q(grantee)};";

    private static string Q(string name) => Identifier.Quote(name);
}
