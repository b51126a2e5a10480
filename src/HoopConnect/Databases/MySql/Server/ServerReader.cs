using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// Reads what a plan needs in two round trips: the server, its schemas and accounts; then the accounts' grants, and what is written
/// down of them.
/// </summary>
/// <param name="session">As the master.</param>
/// <param name="kind">What the users are for.</param>
/// <param name="userNames">The users whose accounts are read.</param>
internal sealed class ServerReader(Session session, ManagedKind kind, IReadOnlyList<string> userNames)
{
    private const string Server =
        $"SELECT CURRENT_USER(), {ServerTime.Now}, @@GLOBAL.read_only, @@GLOBAL.innodb_read_only, @@GLOBAL.lower_case_table_names";

    private const string Attributes = "SELECT USER, HOST, ATTRIBUTE FROM information_schema.USER_ATTRIBUTES WHERE USER IN (";

    private const string RefusesHashes =
        "SELECT COUNT(*) FROM information_schema.PLUGINS WHERE PLUGIN_TYPE = 'PASSWORD VALIDATION' AND PLUGIN_STATUS = 'ACTIVE' AND " +
        "@@GLOBAL.strict_password_validation";

    private const int NoSuchGrant = 1141;

    private readonly ServerRelease _version = session.Version;
    private readonly string _users = Literal.List(userNames) + ")";

    /// <summary>Reads the server and the grants of the accounts in question: those that are named, or all that are read.</summary>
    /// <exception cref="HoopException"><c>Roles.CannotRead</c>, <c>Database.VersionNotServed</c>, <c>Ledger.NotOurs</c>.</exception>
    public async Task<ServerReading> ReadAsync(IReadOnlyList<Account>? accounts, CancellationToken cancellationToken)
    {
        if (_version.IsTooOld)
            throw DatabaseErrors.VersionNotServed.Error($"{_version} is older than what is served: MySQL 5.7.8 and MariaDB 10.4.2.");
        var needsLedger = !_version.HasUserAttributes;
        string?[] queries =
        [
            Server,
            "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA",
            Accounts(_version) + _users,
            _version.HasUserAttributes ? Attributes + _users : null,
            _version.HasPartialRevokes ? "SELECT @@GLOBAL.partial_revokes" : null,
            _version.HasDigestRounds ? "SELECT @@GLOBAL.caching_sha2_password_digest_rounds" : null,
            _version.IsMariaDb ? RefusesHashes : null,
            needsLedger ? Ledger.Inspect : null,
            // Before the grants: who makes the role has the right to give it with it, so what is seen here is among them.
            _version.HasMarkRoles
                ? $"SELECT User FROM mysql.user WHERE User = '{MarkRole.NameOf(kind)}' AND Host = '{(_version.IsMariaDb ? "" : "%")}'"
                : null,
            "SHOW GRANTS",
        ];
        var rows = await QueryAsync([.. queries.Select(query => query ?? "DO 0")], cancellationToken);
        var server = rows[0][0];
        var ledger = LedgerReading.Of(rows[7]);
        ledger.Check(session.Settings);
        var reading = new ServerReading(_version, ServerValue.Text(server[0]), [], AccountsOf(rows[2], rows[3]))
        {
            Now = ServerTime.Read(server[1]),
            IsReadOnly = ServerValue.IsOn(server[2]) || ServerValue.IsOn(server[3]),
            FoldsSchemaNames = ServerValue.IsOn(server[4]),
            PartialRevokes = IsOn(rows[4]),
            DigestRounds = rows[5] is [[var rounds]] ? ServerValue.Number(rounds) ?? PasswordHash.DefaultDigestRounds
                : PasswordHash.DefaultDigestRounds,
            RefusesHashes = IsOn(rows[6]),
            Ledger = ledger,
            MasterGrants = ShowGrants.ParseAll(LinesOf(rows[9])),
        };
        var schemas = rows[1].Select(row => ServerValue.Text(row[0])).Where(schema => !SystemSchemas.Contains(schema, reading.SchemaNames));
        return await WithGrantsAsync(
            reading with { Schemas = [.. schemas.Order(StringComparer.Ordinal)] }, accounts, rows[8].Count > 0, cancellationToken);
    }

    /// <summary>A role of MariaDB is a user without host, which is nothing to log in as.</summary>
    private static string Accounts(ServerRelease version) => version.IsMariaDb
        ? "SELECT User, Host, JSON_VALUE(Priv, '$.plugin'), IF(JSON_VALUE(Priv, '$.account_locked') IN ('1', 'true'), 'Y', 'N'), " +
            $"{AccountLimits.Columns(version)} FROM mysql.global_priv WHERE Host <> '' AND User IN ("
        : $"SELECT User, Host, plugin, account_locked, {AccountLimits.Columns(version)} FROM mysql.user WHERE User IN (";

    private static List<AccountReading> AccountsOf(IReadOnlyList<object?[]> accounts, IReadOnlyList<object?[]> attributes)
    {
        var attributeOf = attributes.ToDictionary(AccountOf, row => ServerValue.Text(row[2]));
        return accounts.Select(row => new AccountReading(AccountOf(row), ServerValue.Text(row[2]), ServerValue.Text(row[3]) == "Y")
        {
            Attribute = attributeOf.GetValueOrDefault(AccountOf(row), ""),
            Limits = ServerValue.Text(row[4]).Split(' ', StringSplitOptions.RemoveEmptyEntries),
            TakesRole = ServerValue.IsOn(row[5]),
        }).ToList();
    }

    private static Account AccountOf(object?[] row) => new(ServerValue.Text(row[0]), ServerValue.Text(row[1]).ToLowerInvariant());

    private static IEnumerable<string> LinesOf(IReadOnlyList<object?[]> rows) => rows.Select(row => ServerValue.Text(row[0]));

    private static bool IsOn(IReadOnlyList<object?[]> rows) => rows is [[var value]] && ServerValue.IsOn(value);

    private async Task<ServerReading> WithGrantsAsync(
        ServerReading server, IReadOnlyList<Account>? accounts, bool hasMarkRole, CancellationToken cancellationToken)
    {
        var wanted = server.Accounts.Where(found => accounts is null || accounts.Contains(found.Account)).ToList();
        var names = server.Ledger.IsThere ? wanted.Select(found => found.Account.User).Distinct(StringComparer.Ordinal).ToList() : [];
        List<string> queries =
        [
            names.Count > 0 ? Ledger.Read(names) : "DO 0",
            hasMarkRole ? $"SHOW GRANTS FOR {MarkRole.SqlOf(kind, _version)}" : "DO 0",
            .. wanted.Select(found => $"SHOW GRANTS FOR {found.Account.Sql}"),
        ];
        var results = wanted.Count == 0 && !hasMarkRole ? null : await QueryEachAsync(queries, cancellationToken);
        var marks = results?[0] is { } written ? Ledger.MarksOf(written) : new Dictionary<Account, ManagedMark>();
        var read = wanted.Select((found, index) => (found, rows: results?[index + 2]))
            .ToDictionary(pair => pair.found.Account, pair => pair.rows);
        return server with
        {
            MarkRoleGrants = hasMarkRole && results?[1] is { } role ? ShowGrants.ParseAll(LinesOf(role)) : null,
            // Who is gone since the first round trip is not there.
            Accounts = [.. server.Accounts.Where(found => read.GetValueOrDefault(found.Account, []) is not null).Select(found => found with
            {
                Written = marks.GetValueOrDefault(found.Account),
                Grants = read.TryGetValue(found.Account, out var rows) ? ShowGrants.Parse(LinesOf(rows!), found.Account) : [],
            })],
        };
    }

    private async Task<IReadOnlyList<IReadOnlyList<object?[]>>> QueryAsync(
        IReadOnlyList<string> queries, CancellationToken cancellationToken)
    {
        var (rows, failure) = await session.QueryAllAsync(queries, cancellationToken);
        return failure is null ? rows : throw CannotRead(failure);
    }

    /// <summary>The rows of each query; null for the grants of a user that is gone.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<object?[]>?>> QueryEachAsync(List<string> queries, CancellationToken cancellationToken)
    {
        var results = new List<IReadOnlyList<object?[]>?>(queries.Count);
        while (results.Count < queries.Count)
        {
            var (rows, failure) =
                await session.QueryAllAsync([.. queries.Skip(results.Count).Take(Session.StatementsPerRoundTrip)], cancellationToken);
            results.AddRange(rows);
            if (failure is null)
                continue;
            if (failure.Code != NoSuchGrant)
                throw CannotRead(failure);
            results.Add(null);
        }

        return results;
    }

    private static HoopException CannotRead(StatementException failure) =>
        UserErrors.CannotRead.Error(
            $"The accounts of the server cannot be read: {failure.ServerMessage} (error {failure.Code}).",
            action: $"Log in as the master user, or grant SELECT on mysql.* and on {Ledger.Schema}.* to the user.", cause: failure);
}
