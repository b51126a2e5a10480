using HoopConnect.Databases.SqlServer.Server;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>The T-SQL about logins and users of any kind, for SQL Server 2016 to 2022.</summary>
internal static class LoginStatements
{
    public static string Disable(string login) => $"ALTER LOGIN {Q(login)} DISABLE;";

    public static string Drop(string login) => $"DROP LOGIN {Q(login)};";

    public static string Sessions(string login) =>
        "SELECT CAST(session_id AS int) FROM sys.dm_exec_sessions "
        + $"WHERE is_user_process = 1 AND original_login_name = {Literal.Quote(login)};";

    public static string DropUser(string user) => $"DROP USER {Q(user)};";

    public static string GiveAway(OwnedObject owned, string newOwner) => $"ALTER AUTHORIZATION ON {owned.Securable} TO {Q(newOwner)};";

    public static string GiveAwayDatabase(string database, string newOwner) =>
        $"ALTER AUTHORIZATION ON DATABASE::{Q(database)} TO {Q(newOwner)};";

    private static string Q(string name) => Identifier.Quote(name);
}
