using System.Globalization;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>Reads one session user, as the granter or as the user itself.</summary>
internal static class SessionUserReader
{
    /// <summary>As the granter, in two round trips.</summary>
    /// <exception cref="HoopException">Those of <see cref="ServerReader.ReadAsync"/>.</exception>
    public static async Task<GranterReading> ReadAsync(Session session, SessionUserRequest request, CancellationToken cancellationToken)
    {
        var account = AccountOf(request, session.Version);
        var server = await new ServerReader(session, ManagedKind.Session, [account.User]).ReadAsync([account], cancellationToken);
        return new GranterReading(server, account)
        {
            Grants = Difference(server, request).Compare(account, server.Find(account)?.Grants ?? []),
        };
    }

    /// <summary>
    /// As the user itself, in one round trip: it sees its own attributes and grants. Not where there is a ledger, which is closed to
    /// it.
    /// </summary>
    public static async Task<SessionUserReading> ReadOwnAsync(
        Session session, SessionUserRequest request, CancellationToken cancellationToken)
    {
        var (rows, failure) = await session.QueryAllAsync(
        [
            $"SELECT {ServerTime.Now}, CURRENT_USER(), @@GLOBAL.lower_case_table_names, @@GLOBAL.partial_revokes",
            "SELECT ATTRIBUTE FROM information_schema.USER_ATTRIBUTES WHERE CONCAT(USER, '@', HOST) = CURRENT_USER()",
            "SHOW GRANTS",
            $"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN ({Literal.List(request.Grants.Databases)})",
        ], cancellationToken);
        if (failure is not null)
            throw failure;
        var facts = rows[0][0];
        var self = ServerValue.Text(facts[1]);
        var server = new ServerReading(session.Version, self, [.. rows[3].Select(row => ServerValue.Text(row[0]))], [])
        {
            FoldsSchemaNames = ServerValue.IsOn(facts[2]),
            PartialRevokes = ServerValue.IsOn(facts[3]),
        };
        var account = server.MasterAccount;
        var present = new AccountReading(account, "", IsLocked: false)
        {
            Attribute = rows[1] is [[var attribute]] ? ServerValue.Text(attribute) : "",
            Grants = ShowGrants.Parse(rows[2].Select(row => ServerValue.Text(row[0])), account),
        };
        var mark = MarkReading.Of(present, session.Version) is var marks && marks.Is(ManagedKind.Session) ? marks.Mark : null;
        var isComplete = account == AccountOf(request, session.Version)
            && request.Grants.Databases.All(schema => server.FindSchema(schema) is not null)
            && Difference(server, request).Compare(account, present.Grants).Count == 0;
        return new SessionUserReading(ServerTime.Read(facts[0]), mark?.Expires, CanLogIn: true, mark, isComplete);
    }

    /// <summary>The account of a request.</summary>
    public static Account AccountOf(SessionUserRequest request, ServerRelease version) =>
        Account.Create(request.UserName, request.HostPattern, version.IsMariaDb);

    /// <summary>What compares grants with those of a request.</summary>
    public static GrantDifference Difference(ServerReading server, SessionUserRequest request) =>
        PolicyPrivileges.Difference(server, request.UserName, request.Grants, ManagedKind.Session, SessionUserErrors.CannotGrant);
}
