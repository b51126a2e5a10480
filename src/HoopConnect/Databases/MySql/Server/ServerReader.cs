using System.Globalization;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>Reads what a plan needs in two round trips: the server, its schemas and accounts; then the accounts' grants.</summary>
/// <param name="session">As the master.</param>
/// <param name="userNames">The users whose accounts are read.</param>
internal sealed class ServerReader(Session session, IReadOnlyList<string> userNames)
{
    private readonly string _userNames = string.Join(", ", userNames.Select(name => Literal.Quote(name, session.NoBackslashEscapes)));

    /// <summary>A role of MariaDB is a user without host, which is nothing to log in as.</summary>
    private string MariaDbAccounts =>
        $"SELECT User, Host, JSON_VALUE(Priv, '$.plugin'), IF(JSON_VALUE(Priv, '$.account_locked') IN ('1', 'true'), 'Y', 'N') FROM mysql.global_priv WHERE User IN ({_userNames}) AND Host <> ''";

    private string MySqlAccounts => $"SELECT User, Host, plugin, account_locked FROM mysql.user WHERE User IN ({_userNames})";

    private string Attributes => $"SELECT USER, HOST, ATTRIBUTE FROM information_schema.USER_ATTRIBUTES WHERE USER IN ({_userNames})";

    /// <summary>Reads the server and the grants of the accounts in question.</summary>
    /// <exception cref="HoopException"><c>Roles.CannotRead</c>, <c>Database.VersionNotServed</c>.</exception>
    public async Task<ServerReading> ReadAsync(IReadOnlyList<Account> accounts, CancellationToken cancellationToken)
    {
        var version = session.Version;
        if (version.IsTooOld)
            throw new HoopException("Database.VersionNotServed", HoopErrorKind.NotImplemented, $"{version} is older than what is served: MySQL 5.7.8 and MariaDB 10.4.2.");
        var rows = await QueryAsync(
        [
            "SELECT CURRENT_USER()",
            "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA",
            version.IsMariaDb ? MariaDbAccounts : MySqlAccounts,
            version.HasUserAttributes ? Attributes : "DO 0",
            version.HasPartialRevokes ? "SELECT @@GLOBAL.partial_revokes" : "DO 0",
            version.HasDigestRounds ? "SELECT @@GLOBAL.caching_sha2_password_digest_rounds" : "DO 0",
        ], cancellationToken);

        var attributes = rows[3].ToDictionary(row => new Account(Text(row[0]), Text(row[1]).ToLowerInvariant()), row => Text(row[2]));
        var found = rows[2]
            .Select(row => (Account: new Account(Text(row[0]), Text(row[1]).ToLowerInvariant()), Plugin: Text(row[2]), Locked: Text(row[3]) == "Y"))
            .Select(row => (row, Attribute: attributes.GetValueOrDefault(row.Account, "")))
            .Select(pair => new AccountReading(pair.row.Account, pair.row.Plugin, pair.row.Locked, MarkAttribute.HasMark(pair.Attribute)) { Attribute = pair.Attribute })
            .ToList();
        var schemas = rows[1].Select(row => Text(row[0])).Where(schema => !SystemSchemas.Contains(schema)).Order(StringComparer.Ordinal).ToList();
        return new ServerReading(version, Text(rows[0][0][0]), schemas, await WithGrantsAsync(found, accounts, cancellationToken))
        {
            PartialRevokes = Number(rows[4]) == 1,
            DigestRounds = Number(rows[5]) ?? PasswordHash.DefaultDigestRounds,
        };
    }

    private async Task<IReadOnlyList<AccountReading>> WithGrantsAsync(List<AccountReading> found, IReadOnlyList<Account> accounts, CancellationToken cancellationToken)
    {
        var wanted = found.Where(reading => accounts.Contains(reading.Account)).ToList();
        if (wanted.Count == 0)
            return found;
        var lines = await QueryAsync(wanted.Select(reading => $"SHOW GRANTS FOR {reading.Account.Sql}").ToList(), cancellationToken);
        var grants = wanted.Zip(lines).ToDictionary(pair => pair.First.Account, pair => ShowGrants.Parse(pair.Second.Select(row => Text(row[0])), pair.First.Account));
        return found.Select(reading => grants.TryGetValue(reading.Account, out var its) ? reading with { Grants = its } : reading).ToList();
    }

    private async Task<IReadOnlyList<IReadOnlyList<object?[]>>> QueryAsync(IReadOnlyList<string> queries, CancellationToken cancellationToken)
    {
        var (rows, failure) = await session.QueryAllAsync(queries, cancellationToken);
        return failure is null ? rows : throw new HoopException("Roles.CannotRead", HoopErrorKind.PermissionDenied,
            $"The accounts of the server cannot be read: {failure.ServerMessage} (error {failure.Code}).", failure)
        {
            RecommendedAction = "Log in as the master user, or grant SELECT on mysql.* to the user.",
        };
    }

    /// <summary>Some versions give names of the system tables as bytes.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static int? Number(IReadOnlyList<object?[]> rows) => rows is [[long number]] ? (int)number : rows is [[ulong unsigned]] ? (int)unsigned : null;
}
