namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// What a session sets before its first statement: what a parameter group, ALTER ROLE ... SET or ALTER DATABASE ... SET can have bent, and
/// what would change what our statements mean, what they answer, or whether they end. Never as start-up parameters: proxies refuse those.
/// </summary>
internal static class SessionSetup
{
    /// <summary>Each setting with the version that has it first; 0 for all that are served. In the order in which they are set.</summary>
    private static readonly (string Statement, int Since)[] Settings =
    [
        // First, so that none of the others is cut off.
        ("SET statement_timeout = 0", 0),
        ("SET transaction_timeout = 0", 17),
        ("SET quote_all_identifiers = off", 0),
        // A name that is not qualified means the server's own. Who may create in a schema of the usual path could otherwise put a function
        // there that fits one of our calls better, and it would run with the master's rights (PostgreSQL documentation, "Usage Patterns" of
        // schemas).
        ("SET search_path = pg_catalog, pg_temp", 0),
        // Whoever logged in, and not a role that he is put into; RESET would go back to that one.
        ("SET role = none", 0),
        ("SET default_transaction_read_only = off", 0),
        ("SET default_transaction_isolation = 'read committed'", 0),
        ("SET default_transaction_deferrable = off", 0),
        ("SET lock_timeout = 0", 0),
        // A vault may ask its user something between two statements.
        ("SET idle_in_transaction_session_timeout = 0", 0),
        ("SET idle_session_timeout = 0", 14),
        ("SET exit_on_error = off", 0),
        ("SET standard_conforming_strings = on", 0),
        ("SET backslash_quote = safe_encoding", 0),
        ("SET escape_string_warning = off", 0),
        ("SET row_security = on", 0),
        // A GRANT that did nothing says so by a warning only.
        ("SET client_min_messages = warning", 0),
        ("SET \"DateStyle\" = 'ISO, MDY'", 0),
        ("SET \"TimeZone\" = 'UTC'", 0),
        ("SET password_encryption = 'scram-sha-256'", 0),
        // The master becomes no member of what it creates, beyond what the server insists on.
        ("SET createrole_self_grant = ''", 16),
    ];

    /// <summary>The statements for a server of that version.</summary>
    public static IEnumerable<string> For(Version server) =>
        Settings.Where(setting => setting.Since <= server.Major).Select(setting => setting.Statement);
}
