namespace HoopConnect.Sandbox.Servers;

/// <summary>The users a sandbox server starts with, as on RDS: <c>rdsadmin</c> with all rights, and the master.</summary>
internal static class MySqlUsers
{
    /// <summary>
    /// What the master of RDS for MySQL and MariaDB has on <c>*.*</c> (Amazon RDS User Guide, "Master user account privileges").
    /// </summary>
    private const string MasterPrivileges =
        "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES, CREATE TEMPORARY " +
            "TABLES, LOCK TABLES, EXECUTE, "
        + "REPLICATION SLAVE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER";

    /// <summary>One statement a line, for <c>--init-file</c>.</summary>
    public static string Statements(MySqlPrograms programs, string superuserPassword, ServerLogin master)
    {
        string[] statements =
        [
            Create(programs, MySqlTemplate.Superuser, superuserPassword),
            $"GRANT ALL PRIVILEGES ON *.* TO '{MySqlTemplate.Superuser}'@'%' WITH GRANT OPTION",
            Create(programs, master.UserName, master.Password),
            $"GRANT {MasterPrivileges} ON *.* TO '{master.UserName}'@'%' WITH GRANT OPTION",
            .. programs.IsMariaDb
                ? ["DROP USER IF EXISTS 'root'@'localhost', 'root'@'127.0.0.1', 'root'@'::1'"]
                : new[] { "DROP USER IF EXISTS 'root'@'localhost'" },
            // What an RDS master ends sessions with, since it lacks the right to KILL those of others.
            $"CREATE DEFINER='{MySqlTemplate.Superuser}'@'%' PROCEDURE mysql.rds_kill(IN thread BIGINT) KILL thread",
        ];
        return string.Concat(statements.Select(statement => statement + ";\n"));
    }

    private static string Create(MySqlPrograms programs, string user, string password) =>
        programs.IsMariaDb
            ? $"CREATE USER '{user}'@'%' IDENTIFIED VIA mysql_native_password USING '{MySqlNativeHash.Of(password)}'"
            // MySQL writes this to its logs with the password left out.
            : $"CREATE USER '{user}'@'%' IDENTIFIED BY '{password}'";
}
