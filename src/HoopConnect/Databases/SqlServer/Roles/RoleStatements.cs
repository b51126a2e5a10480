using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>The T-SQL that is sent, for SQL Server 2016 to 2022. The golden files of the tests show all of it.</summary>
internal static class RoleStatements
{
    /// <summary>CHECK_EXPIRATION is off on purpose: a password that expires by itself would lock applications out.</summary>
    public static string CreateLogin(string login) =>
        $"CREATE LOGIN {Q(login)} WITH PASSWORD = {PlanStep.Hole}, DEFAULT_DATABASE = [master], CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;";

    public static string SetPassword(string login) => $"ALTER LOGIN {Q(login)} WITH PASSWORD = {PlanStep.Hole};";

    /// <summary>Off and on again unlocks a login that failed tries have locked (ALTER LOGIN documentation), and leaves the policy on whatever it was.</summary>
    public static IReadOnlyList<string> ResetPolicy(string login) =>
        [$"ALTER LOGIN {Q(login)} WITH CHECK_POLICY = OFF;", $"ALTER LOGIN {Q(login)} WITH CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;"];

    public static string EnableLogin(string login) => $"ALTER LOGIN {Q(login)} ENABLE;";

    public static string DisableLogin(string login) => $"ALTER LOGIN {Q(login)} DISABLE;";

    public static string DropLogin(string login) => $"DROP LOGIN {Q(login)};";

    public static string LeaveServerRole(string role, string login) => $"ALTER SERVER ROLE {Q(role)} DROP MEMBER {Q(login)};";

    public static string Sessions(string login) =>
        $"SELECT CAST(session_id AS int) FROM sys.dm_exec_sessions WHERE is_user_process = 1 AND original_login_name = {Literal.Quote(login)};";

    public static string CreateUser(string user) => $"CREATE USER {Q(user)} FOR LOGIN {Q(user)};";

    public static string MapUser(string user) => $"ALTER USER {Q(user)} WITH LOGIN = {Q(user)};";

    public static string DropUser(string user) => $"DROP USER {Q(user)};";

    public static string JoinRole(string role, string user) => $"ALTER ROLE {Q(role)} ADD MEMBER {Q(user)};";

    public static string LeaveRole(string role, string user) => $"ALTER ROLE {Q(role)} DROP MEMBER {Q(user)};";

    public static string Mark(string user) =>
        $"EXEC sys.sp_addextendedproperty @name = {Literal.Quote("HoopConnect." + user)}, @value = N'managed by HoopConnect';";

    public static string Unmark(string user) => $"EXEC sys.sp_dropextendedproperty @name = {Literal.Quote("HoopConnect." + user)};";

    public static string GiveConnect(Permission permission) => $"GRANT {permission.Name} TO {Q(permission.Grantee)};";

    public static string GiveConnect(string user) => $"GRANT CONNECT TO {Q(user)};";

    /// <summary>
    /// Takes a permission back, a denial too. CASCADE is required where it may be passed on; it is used only where nothing was. A permission
    /// that another than dbo gave in a database is revoked in that principal's name. Of the permission to connect only the passing on goes.
    /// </summary>
    public static string Revoke(Permission permission)
    {
        if (permission.IsConnect && permission.State == "W")
            return $"REVOKE GRANT OPTION FOR {permission.Name} FROM {Q(permission.Grantee)} CASCADE;";
        var on = permission.Securable is { Length: > 0 } securable ? " ON " + securable : "";
        var cascade = permission.State == "W" ? " CASCADE" : "";
        var grantor = permission.Class.StartsWith("SERVER", StringComparison.Ordinal) || permission.Grantor == "dbo" ? "" : " AS " + Q(permission.Grantor);
        return $"REVOKE {permission.Name}{on} FROM {Q(permission.Grantee)}{cascade}{grantor};";
    }

    public static string GiveAway(OwnedObject owned, string heir) => $"ALTER AUTHORIZATION ON {owned.Securable} TO {Q(heir)};";

    public static string GiveAwayDatabase(string database, string heir) => $"ALTER AUTHORIZATION ON DATABASE::{Q(database)} TO {Q(heir)};";

    private static string Q(string name) => Identifier.Quote(name);
}
