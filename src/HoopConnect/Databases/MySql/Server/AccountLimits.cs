namespace HoopConnect.Databases.MySql.Server;

/// <summary>What keeps an account from working, or gives it a role by itself, and is in none of its grants.</summary>
internal static class AccountLimits
{
    /// <summary>The limits by the columns of <c>mysql.user</c> and by the words of ALTER USER; the last is MariaDB's alone.</summary>
    public static IReadOnlyList<(string Column, string Word)> All { get; } =
    [
        ("max_questions", "MAX_QUERIES_PER_HOUR"), ("max_updates", "MAX_UPDATES_PER_HOUR"),
        ("max_connections", "MAX_CONNECTIONS_PER_HOUR"), ("max_user_connections", "MAX_USER_CONNECTIONS"),
        ("max_statement_time", "MAX_STATEMENT_TIME"),
    ];

    /// <summary>Columns of a query of accounts: the limits that are set, by their words, and whether a role is taken at login.</summary>
    public static string Columns(ServerRelease release) => release.IsMariaDb
        ? $"{Words(column => $"COALESCE(JSON_VALUE(Priv, '$.{column}'), 0)", All)}, COALESCE(JSON_VALUE(Priv, '$.default_role'), '') <> ''"
        : $"{Words(column => column, All.SkipLast(1))}, "
            + (release.HasDefaultRoles
                ? "EXISTS (SELECT * FROM mysql.default_roles d WHERE d.USER = mysql.user.User AND d.HOST = mysql.user.Host)" : "0");

    /// <summary>Lifts limits.</summary>
    public static string Lift(Account account, IEnumerable<string> words) =>
        $"ALTER USER {account.Sql} WITH {string.Join(' ', words.Select(word => $"{word} 0"))}";

    /// <summary>From then on it takes no role at login.</summary>
    public static string TakeNoRole(Account account, ServerRelease release) =>
        release.IsMariaDb ? $"SET DEFAULT ROLE NONE FOR {account.Sql}" : $"ALTER USER {account.Sql} DEFAULT ROLE NONE";

    private static string Words(Func<string, string> value, IEnumerable<(string Column, string Word)> limits) =>
        $"CONCAT_WS(' ', {string.Join(", ", limits.Select(limit => $"IF({value(limit.Column)} <> 0, '{limit.Word}', NULL)"))})";
}
