using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>Reads one session user, as the granter or as the user itself.</summary>
internal static class SessionUserReader
{
    /// <summary>As the granter, in four round trips at most.</summary>
    /// <exception cref="HoopException"><c>Roles.CannotRead</c>, <c>Database.VersionNotServed</c>.</exception>
    public static async Task<GranterReading> ReadAsync(Session session, SessionUserRequest request, CancellationToken cancellationToken)
    {
        var account = AccountOf(request, session.Version);
        var server = await new ServerReader(session, [account.User]).ReadAsync([account], cancellationToken);
        var rows = await session.QueryAsync($"SELECT {ServerTime.Now}, {ReadOnlyServer.Columns}, {Ledger.Exists}", [], cancellationToken);
        var usesLedger = !session.Version.HasUserAttributes;
        var hasLedger = !usesLedger || ServerReader.Text(rows[0][3]) != "0";
        var written = usesLedger && hasLedger ? await Ledger.ReadAsync(session, [account.User], cancellationToken) : null;
        var present = server.Find(account);
        return new GranterReading(server, account, Time(rows[0][0]))
        {
            IsReadOnly = ReadOnlyServer.Is(rows[0][1], rows[0][2]),
            HasLedger = hasLedger,
            Record = present is null ? null : usesLedger ? written?.GetValueOrDefault(account) : MarkRecord.FromAttribute(present.Attribute),
            Grants = PolicyPrivileges.Difference(server, request.UserName, request.Grants).Compare(account, present?.Grants ?? []),
        };
    }

    /// <summary>As the user itself, in one round trip: it sees its own attributes and grants. Not where there is a ledger, which is closed to it.</summary>
    public static async Task<SessionUserReading> ReadOwnAsync(Session session, SessionUserRequest request, CancellationToken cancellationToken)
    {
        var schemas = string.Join(", ", request.Grants.Databases.Select(schema => Literal.Quote(schema, session.NoBackslashEscapes)));
        var (rows, failure) = await session.QueryAllAsync(
        [
            $"SELECT {ServerTime.Now}, CURRENT_USER(), (SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN ({schemas}))",
            "SELECT ATTRIBUTE FROM information_schema.USER_ATTRIBUTES WHERE CONCAT(USER, '@', HOST) = CURRENT_USER()",
            "SHOW GRANTS",
            "SELECT @@GLOBAL.partial_revokes",
        ], cancellationToken);
        if (failure is not null)
            throw failure;
        var self = ServerReader.Text(rows[0][0][1]);
        var at = self.LastIndexOf('@');
        var account = new Account(self[..at], self[(at + 1)..].ToLowerInvariant());
        var server = new ServerReading(session.Version, self, request.Grants.Databases, []) { PartialRevokes = ServerReader.Text(rows[3][0][0]) is "1" or "ON" };
        var grants = ShowGrants.Parse(rows[2].Select(row => ServerReader.Text(row[0])), account);
        var record = rows[1] is [[var attribute]] ? MarkRecord.FromAttribute(ServerReader.Text(attribute)) : null;
        var isComplete = account == AccountOf(request, session.Version)
            && ServerReader.Text(rows[0][0][2]) == request.Grants.Databases.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)
            && PolicyPrivileges.Difference(server, request.UserName, request.Grants).Compare(account, grants).Count == 0;
        return new SessionUserReading(Time(rows[0][0][0]), record?.Expires, CanLogIn: true, record?.Mark, isComplete);
    }

    /// <summary>The account of a request.</summary>
    public static Account AccountOf(SessionUserRequest request, ServerRelease version) => Account.Create(request.UserName, request.HostPattern, version.IsMariaDb);

    private static DateTimeOffset Time(object? value) =>
        ServerTime.Parse(ServerReader.Text(value)) ?? throw new HoopException("Database.ProtocolViolated", HoopErrorKind.ConnectionError, $"The server says '{ServerReader.Text(value)}' for its time.");
}
