namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// All that the servers keep of an account and its privileges, by table and column: the one list for drift. What a later version adds is
/// noticed, since a test reads the same from each server's own catalogue.
/// </summary>
internal static class PrivilegeCatalogue
{
    /// <summary>The tables of the schema <c>mysql</c> that name users, and what we know of them by.</summary>
    public static IReadOnlyDictionary<string, string> Tables { get; } = new Dictionary<string, string>
    {
        ["user"] = "SHOW GRANTS, and its columns below",
        ["global_priv"] = "SHOW GRANTS, and the same as the columns below (MariaDB)",
        ["db"] = "SHOW GRANTS",
        ["tables_priv"] = "SHOW GRANTS",
        ["columns_priv"] = "SHOW GRANTS",
        ["procs_priv"] = "SHOW GRANTS",
        ["proxies_priv"] = "SHOW GRANTS",
        ["roles_mapping"] = "SHOW GRANTS (MariaDB)",
        ["role_edges"] = "SHOW GRANTS (MySQL)",
        ["global_grants"] = "SHOW GRANTS: dynamic privileges (MySQL)",
        ["default_roles"] = "AccountLimits (MySQL)",
        ["password_history"] = "no privilege: former passwords (MySQL)",
        ["servers"] = "no privilege: how FEDERATED tables log in elsewhere",
        ["general_log"] = "no privilege: a log",
        ["slow_log"] = "no privilege: a log",
    };

    /// <summary>The columns of <c>mysql.user</c> that hold no privilege of SHOW GRANTS, and what we know of them by.</summary>
    public static IReadOnlyDictionary<string, string> UserColumns { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Host"] = "the account",
        ["User"] = "the account",
        ["Password"] = "the password",
        ["authentication_string"] = "the password",
        ["plugin"] = "AccountReading.Plugin",
        ["account_locked"] = "AccountReading.IsLocked",
        ["User_attributes"] = "our mark (MySQL)",
        ["max_questions"] = "AccountLimits",
        ["max_updates"] = "AccountLimits",
        ["max_connections"] = "AccountLimits",
        ["max_user_connections"] = "AccountLimits",
        ["max_statement_time"] = "AccountLimits (MariaDB)",
        ["default_role"] = "AccountLimits (MariaDB)",
        ["is_role"] = "the account: a role has no host (MariaDB)",
        ["password_expired"] = "the login that proves the password",
        ["password_last_changed"] = "no privilege",
        ["password_lifetime"] = "the login that proves the password",
        ["Password_reuse_history"] = "no privilege",
        ["Password_reuse_time"] = "no privilege",
        ["Password_require_current"] = "no privilege",
        ["ssl_type"] = "no privilege: how the login is protected",
        ["ssl_cipher"] = "no privilege: how the login is protected",
        ["x509_issuer"] = "no privilege: how the login is protected",
        ["x509_subject"] = "no privilege: how the login is protected",
    };

    /// <summary>The columns of <c>mysql.user</c> that hold privileges, which SHOW GRANTS tells by their names in GRANT.</summary>
    public static IReadOnlyDictionary<string, string> Privileges { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Select_priv"] = "SELECT",
        ["Insert_priv"] = "INSERT",
        ["Update_priv"] = "UPDATE",
        ["Delete_priv"] = "DELETE",
        ["Create_priv"] = "CREATE",
        ["Drop_priv"] = "DROP",
        ["Reload_priv"] = "RELOAD",
        ["Shutdown_priv"] = "SHUTDOWN",
        ["Process_priv"] = "PROCESS",
        ["File_priv"] = "FILE",
        ["Grant_priv"] = "GRANT OPTION",
        ["References_priv"] = "REFERENCES",
        ["Index_priv"] = "INDEX",
        ["Alter_priv"] = "ALTER",
        ["Show_db_priv"] = "SHOW DATABASES",
        ["Super_priv"] = "SUPER",
        ["Create_tmp_table_priv"] = "CREATE TEMPORARY TABLES",
        ["Lock_tables_priv"] = "LOCK TABLES",
        ["Execute_priv"] = "EXECUTE",
        ["Repl_slave_priv"] = "REPLICATION SLAVE",
        ["Repl_client_priv"] = "REPLICATION CLIENT",
        ["Create_view_priv"] = "CREATE VIEW",
        ["Show_view_priv"] = "SHOW VIEW",
        ["Create_routine_priv"] = "CREATE ROUTINE",
        ["Alter_routine_priv"] = "ALTER ROUTINE",
        ["Create_user_priv"] = "CREATE USER",
        ["Event_priv"] = "EVENT",
        ["Trigger_priv"] = "TRIGGER",
        ["Create_tablespace_priv"] = "CREATE TABLESPACE",
        ["Delete_history_priv"] = "DELETE HISTORY",
        ["Show_create_routine_priv"] = "SHOW CREATE ROUTINE",
        ["Create_role_priv"] = "CREATE ROLE",
        ["Drop_role_priv"] = "DROP ROLE",
    };
}
