using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// The table in which the users that we made are written down where users carry no attributes: MariaDB, and MySQL before 8.0.21. It is in a
/// schema of its own, which nobody that we make is let into, and bears its name from when only session users were in it. A new user is
/// written down before it is made, so that none is ever without an expiry; a row without its user means nothing. A row claims, and proves
/// nothing: whoever may write there can write one (<see cref="MarkRole"/>).
/// </summary>
internal static class Ledger
{
    /// <summary>The schema.</summary>
    public const string Schema = "hoop_connect";

    /// <summary>The table's name in the schema.</summary>
    public const string TableName = "session_users";

    /// <summary>The table in SQL text.</summary>
    public const string Table = $"`{Schema}`.`{TableName}`";

    /// <summary>
    /// The table where a statement uses it. What was looked at may be swapped before it is used; but a view has no index, so for the hint
    /// the server refuses it with <see cref="NoSuchKey"/> before anything of it runs, in the very statement that would use it.
    /// </summary>
    public const string TableItself = $"{Table} FORCE INDEX (PRIMARY)";

    /// <summary>The server's error where <see cref="TableItself"/> is a view, or a table without its key.</summary>
    public const int NoSuchKey = 1176;

    private static readonly DateTimeOffset Never = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <summary>Makes it where it is not there.</summary>
    public static IReadOnlyList<string> Create { get; } =
        [$"CREATE SCHEMA IF NOT EXISTS `{Schema}`", EmbeddedSql.Read(typeof(Ledger), "CreateLedger").TrimEnd()];

    /// <summary>Says what stands under its name: <see cref="LedgerReading.Of"/>.</summary>
    public static string Inspect { get; } = EmbeddedSql.Read(typeof(Ledger), "InspectLedger").TrimEnd();

    /// <summary>Strikes out users that are gone, once their time is over: what a run that was cut off left.</summary>
    public const string Tidy =
        $"DELETE {Table} FROM {TableItself} WHERE `expires` < UTC_TIMESTAMP(6) AND NOT EXISTS " +
        $"(SELECT 1 FROM mysql.user AS u WHERE u.User = `{TableName}`.`user` AND u.Host = `{TableName}`.`host`)";

    /// <summary>Writes an account down, or anew. INSERT itself takes no hint: it reads the table beside, and nothing in it.</summary>
    public static string Write(Account account, ManagedMark mark)
    {
        string[] values = [account.User, account.Host, ServerTime.ToText(mark.Expires ?? Never), mark.ToText()];
        return $"INSERT INTO {Table} (`user`, `host`, `expires`, `mark`) SELECT {string.Join(", ", values.Select(Literal.Quote))} " +
            $"FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM {TableItself} WHERE FALSE) " +
            "ON DUPLICATE KEY UPDATE `expires` = VALUES(`expires`), `mark` = VALUES(`mark`)";
    }

    /// <summary>Strikes an account out.</summary>
    public static string Strike(Account account) =>
        $"DELETE {Table} FROM {TableItself} WHERE `user` = {Literal.Quote(account.User)} AND `host` = {Literal.Quote(account.Host)}";

    /// <summary>Gives the rows of some users: <see cref="MarksOf"/>.</summary>
    public static string Read(IReadOnlyList<string> users) =>
        $"SELECT `user`, `host`, CAST(`expires` AS CHAR), `mark` FROM {TableItself} WHERE `user` IN ({Literal.List(users)})";

    /// <summary>The marks of the rows of <see cref="Read"/>. The expiry is that of its column, which the table is tidied by.</summary>
    public static IReadOnlyDictionary<Account, ManagedMark> MarksOf(IReadOnlyList<object?[]> rows)
    {
        var marks = new Dictionary<Account, ManagedMark>();
        foreach (var row in rows)
        {
            if (ManagedMark.Parse(ServerValue.Text(row[3])) is { } mark && ServerTime.Parse(ServerValue.Text(row[2])) is { } expires)
                marks[new Account(ServerValue.Text(row[0]), ServerValue.Text(row[1]))] = mark with { Expires = expires >= Never ? null
                    : expires };
        }

        return marks;
    }

    /// <summary>A master that cannot make the ledger, or write there.</summary>
    /// <param name="settings">How the master connects.</param>
    /// <param name="reading">The server.</param>
    /// <param name="kind">Which users were to be made.</param>
    /// <param name="lacking">What it lacks.</param>
    /// <param name="inner">What the server said, where it was tried.</param>
    public static HoopException CannotCreate(
        ConnectionSettings settings, ServerReading reading, ManagedKind kind, string lacking, HoopException? inner = null) =>
        LedgerErrors.CannotCreate.Error(
            $"On {reading.Version} users carry no mark of their own, so those that HoopConnect makes are written down in {Table}, which " +
                $"'{settings.Login.UserName}' cannot do: {lacking}. Nothing was changed.",
            settings.ToString(), "An administrator runs: " + string.Join("; ", Administration(reading, kind)), cause: inner);

    private static IEnumerable<string> Administration(ServerReading reading, ManagedKind kind)
    {
        var master = reading.MasterAccount.Sql;
        IEnumerable<string> ledger =
            [.. reading.Ledger.IsThere ? [] : Create.Select(OneLine),
            $"GRANT SELECT, INSERT, UPDATE, DELETE ON `{Schema.Replace("_", "\\_", StringComparison.Ordinal)}`.* TO {master}"];
        return !reading.Version.HasMarkRoles ? ledger
            : [.. ledger, MarkRole.Create(kind, reading.Version),
                $"GRANT {MarkRole.SqlOf(kind, reading.Version)} TO {master} WITH ADMIN OPTION"];
    }

    // A line end in a message is shown as its escape, and the statement could not be run as it is read.
    private static string OneLine(string sql) => string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
