namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// What a session sets before its first statement: what a parameter group, ALTER ROLE ... SET or ALTER DATABASE ... SET can have bent, and
/// what would change what our statements mean, what they answer, or whether they end. Never as start-up parameters: proxies refuse those.
/// </summary>
internal static class SessionSetup
{
    /// <summary>Each setting with the version that has it first; 0 for all that are served. In the order in which they are set.</summary>
    private static readonly (string Name, string Value, int Since)[] Settings =
    [
        // First, so that none of the others is cut off.
        ("statement_timeout", "0", 0),
        ("transaction_timeout", "0", 17),
        ("quote_all_identifiers", "off", 0),
        // A name that is not qualified means the server's own. Who may create in a schema of the usual path could otherwise put a function
        // there that fits one of our calls better, and it would run with the master's rights (PostgreSQL documentation, "Usage Patterns" of
        // schemas).
        ("search_path", "pg_catalog, pg_temp", 0),
        // Whoever logged in, and not a role that he is put into; RESET would go back to that one.
        ("role", "none", 0),
        ("default_transaction_read_only", "off", 0),
        ("default_transaction_isolation", "read committed", 0),
        ("default_transaction_deferrable", "off", 0),
        ("lock_timeout", "0", 0),
        // A vault may ask its user something between two statements.
        ("idle_in_transaction_session_timeout", "0", 0),
        ("idle_session_timeout", "0", 14),
        ("exit_on_error", "off", 0),
        ("standard_conforming_strings", "on", 0),
        ("backslash_quote", "safe_encoding", 0),
        ("escape_string_warning", "off", 0),
        ("row_security", "on", 0),
        // A GRANT that did nothing says so by a warning only.
        ("client_min_messages", "warning", 0),
        ("DateStyle", "ISO, MDY", 0),
        ("TimeZone", "UTC", 0),
        ("password_encryption", "scram-sha-256", 0),
        // The master becomes no member of what it creates, beyond what the server insists on.
        ("createrole_self_grant", "", 16),
    ];

    /// <summary>
    /// One statement that sets all of them: for the session, or, where another process answers than the one that the connection was told of
    /// ($1), for the transaction it is in, as SET LOCAL does: there a pooler gives the session to others afterwards. Its first column says
    /// which it was. It runs while the search path may still be bent, so that every name in it is qualified.
    /// </summary>
    public static string For(Version server) =>
        "SELECT s.pooled, " + string.Join(", ", Settings.Where(setting => setting.Since <= server.Major)
            .Select(setting => $"pg_catalog.set_config('{setting.Name}', '{setting.Value}', s.pooled)"))
        + " FROM (SELECT pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.<>) $1 AS pooled) AS s";
}
