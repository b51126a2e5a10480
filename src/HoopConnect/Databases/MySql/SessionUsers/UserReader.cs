using HoopConnect.Databases.MySql.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>Reads one session user, as the granter or as the user itself.</summary>
internal static class UserReader
{
    /// <summary>As the granter, in four round trips at most.</summary>
    /// <exception cref="HoopException"><c>Roles.CannotRead</c>, <c>Database.VersionNotServed</c>.</exception>
    public static async Task<UserReading> ReadAsync(MySqlSession session, SessionUserRequest request, CancellationToken cancellationToken)
    {
        var account = AccountOf(request, session.Version);
        var server = await new MySqlServerReader(session, [account.User]).ReadAsync([account], cancellationToken);
        var rows = await session.QueryAsync($"SELECT {MySqlTime.Now}, {ReadOnlyServer.Columns}, {SessionUserLedger.Exists}", [], cancellationToken);
        var usesLedger = !session.Version.HasUserAttributes;
        var hasLedger = !usesLedger || MySqlServerReader.Text(rows[0][3]) != "0";
        var written = usesLedger && hasLedger ? await SessionUserLedger.ReadAsync(session, [account.User], cancellationToken) : null;
        var present = server.Find(account);
        return new UserReading(server, account, Time(rows[0][0]))
        {
            IsReadOnly = ReadOnlyServer.Is(rows[0][1], rows[0][2]),
            HasLedger = hasLedger,
            Record = present is null ? null : usesLedger ? written?.GetValueOrDefault(account) : SessionUserRecord.FromAttribute(present.Attribute),
            Grants = Differ(server, request.UserName, request.Grants).Compare(account, present?.Grants ?? []),
        };
    }

    /// <summary>As the user itself, in one round trip: it sees its own attributes and grants. Not where there is a ledger, which is closed to it.</summary>
    public static async Task<SessionUserReading> ReadOwnAsync(MySqlSession session, SessionUserRequest request, CancellationToken cancellationToken)
    {
        var schemas = string.Join(", ", request.Grants.Databases.Select(schema => MySqlLiteral.Quote(schema, session.NoBackslashEscapes)));
        var (rows, failure) = await session.QueryAllAsync(
        [
            $"SELECT {MySqlTime.Now}, CURRENT_USER(), (SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN ({schemas}))",
            "SELECT ATTRIBUTE FROM information_schema.USER_ATTRIBUTES WHERE CONCAT(USER, '@', HOST) = CURRENT_USER()",
            "SHOW GRANTS",
            "SELECT @@GLOBAL.partial_revokes",
        ], cancellationToken);
        if (failure is not null)
            throw failure;
        var self = MySqlServerReader.Text(rows[0][0][1]);
        var at = self.LastIndexOf('@');
        var account = new MySqlAccount(self[..at], self[(at + 1)..].ToLowerInvariant());
        var server = new MySqlServerReading(session.Version, self, request.Grants.Databases, []) { PartialRevokes = MySqlServerReader.Text(rows[3][0][0]) is "1" or "ON" };
        var grants = ShowGrants.Parse(rows[2].Select(row => MySqlServerReader.Text(row[0])), account);
        var record = rows[1] is [[var attribute]] ? SessionUserRecord.FromAttribute(MySqlServerReader.Text(attribute)) : null;
        var isComplete = account == AccountOf(request, session.Version)
            && MySqlServerReader.Text(rows[0][0][2]) == request.Grants.Databases.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)
            && Differ(server, request.UserName, request.Grants).Compare(account, grants).Count == 0;
        return new SessionUserReading(Time(rows[0][0][0]), record?.Expires, CanLogIn: true, record?.Mark, isComplete);
    }

    /// <summary>The account of a request.</summary>
    public static MySqlAccount AccountOf(SessionUserRequest request, MySqlServerVersion version) => MySqlAccount.Create(request.UserName, request.HostPattern, version.IsMariaDb);

    /// <summary>What compares grants with those of a request.</summary>
    public static MySqlGrantDiffer Differ(MySqlServerReading server, string userName, GrantRequest grants) =>
        new(server, grants.Databases, SchemaPrivileges.Of(userName, grants), serverWide: false);

    private static DateTimeOffset Time(object? value) =>
        MySqlTime.Parse(MySqlServerReader.Text(value)) ?? throw new HoopException("Database.ProtocolViolated", HoopErrorKind.ConnectionError, $"The server says '{MySqlServerReader.Text(value)}' for its time.");
}
