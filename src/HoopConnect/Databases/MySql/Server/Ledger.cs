using HoopConnect.Databases.MySql.Users;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// The table in which session users are written down on MariaDB and MySQL before 8.0.21, whose users carry no attributes. It is in a schema of
/// its own, which neither the hoop roles nor session users are let into. A new user is written down before it is made, so that none is ever
/// without an expiry; a row without its user means nothing.
/// </summary>
internal static class Ledger
{
    /// <summary>The schema.</summary>
    public const string Schema = "hoop_connect";

    private const string Table = $"`{Schema}`.`session_users`";

    /// <summary>Whether it is there, in SQL.</summary>
    public const string Exists = $"(SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '{Schema}' AND TABLE_NAME = 'session_users')";

    /// <summary>Makes it where it is not there.</summary>
    public static IReadOnlyList<string> Create { get; } =
    [
        $"CREATE SCHEMA IF NOT EXISTS `{Schema}`",
        $"CREATE TABLE IF NOT EXISTS {Table} (`user` VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, `host` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, " +
            "`expires` DATETIME(6) NOT NULL COMMENT 'UTC', `mark` TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, PRIMARY KEY (`user`, `host`)) " +
            "ENGINE=InnoDB COMMENT='Session users of HoopConnect: who made them, and when they are to be removed'",
    ];

    /// <summary>Rows whose users are gone, once their time is over: what a run that was cut off left.</summary>
    public const string Tidy = $"DELETE FROM {Table} WHERE `expires` < UTC_TIMESTAMP(6) AND NOT EXISTS (SELECT 1 FROM mysql.user AS u WHERE u.User = `session_users`.`user` AND u.Host = `session_users`.`host`)";

    /// <summary>Writes a user down, or anew.</summary>
    public static string Write(Account account, MarkRecord record, bool noBackslashEscapes)
    {
        string Quote(string text) => Literal.Quote(text, noBackslashEscapes);
        return $"INSERT INTO {Table} (`user`, `host`, `expires`, `mark`) VALUES ({Quote(account.User)}, {Quote(account.Host)}, {Quote(ServerTime.ToText(record.Expires))}, {Quote(record.Mark.ToText())}) " +
            "ON DUPLICATE KEY UPDATE `expires` = VALUES(`expires`), `mark` = VALUES(`mark`)";
    }

    /// <summary>Strikes a user out.</summary>
    public static string Strike(Account account, bool noBackslashEscapes) =>
        $"DELETE FROM {Table} WHERE `user` = {Literal.Quote(account.User, noBackslashEscapes)} AND `host` = {Literal.Quote(account.Host, noBackslashEscapes)}";

    /// <summary>The records of some users.</summary>
    public static async Task<IReadOnlyDictionary<Account, MarkRecord>> ReadAsync(Session session, IReadOnlyList<string> users, CancellationToken cancellationToken)
    {
        if (users.Count == 0)
            return new Dictionary<Account, MarkRecord>();
        var names = string.Join(", ", users.Select(user => Literal.Quote(user, session.NoBackslashEscapes)));
        var rows = await session.QueryAsync($"SELECT `user`, `host`, CAST(`expires` AS CHAR), `mark` FROM {Table} WHERE `user` IN ({names})", [], cancellationToken);
        return rows
            .Select(row => (Account: new Account(ServerReader.Text(row[0]), ServerReader.Text(row[1])), Record: MarkRecord.Of(ServerReader.Text(row[3]), ServerReader.Text(row[2]))))
            .Where(row => row.Record is not null)
            .ToDictionary(row => row.Account, row => row.Record!);
    }
}
