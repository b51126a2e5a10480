using System.Runtime.CompilerServices;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using static HoopConnect.Databases.SqlServer.Server.CatalogRow;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>
/// Finds code with the rights of the database's owner that may have come from a removed user, database by database. Code that runs as
/// whoever calls it is there too: what it reads and writes of its owner's, it does with the owner's rights (ownership chains).
/// </summary>
internal sealed class OrphanedCodeFinder(ConnectionSettings master, IHoopHost host)
{
    private const string Everybody = "public";
    private const int DatabasesAtATime = 4;

    private static readonly DateTime FirstSecond = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly string Query = EmbeddedSql.Read(typeof(OrphanedCodeFinder), "orphaned-code");

    /// <exception cref="HoopException">Those of <see cref="Session.OpenAsync"/> for the database <c>master</c>.</exception>
    public async IAsyncEnumerable<OrphanedCode> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ServerReading server;
        await using (var session = await Session.OpenAsync(master with { Database = null }, cancellationToken))
            server = await ServerReader.ReadAsync(session, new([.. RoleNames.All.Select(kind => kind.RoleName())], []), cancellationToken);
        var visits = new DatabaseVisits(master, DatabasesAtATime, host);
        foreach (var found in await visits.VisitAsync(server.Databases, ReadAsync, cancellationToken))
        {
            foreach (var code in found)
                yield return code;
        }

        foreach (var unread in visits.Unread)
            host.Warning($"The database {Identifier.Quote(unread.Database!)} was not looked at: {unread.Message}");
    }

    private async Task<IReadOnlyList<OrphanedCode>> ReadAsync(Session session, string database, CancellationToken cancellationToken)
    {
        var sets = await session.QuerySetsAsync(Query, [], cancellationToken);
        var named = sets[1].ToLookup(row => Number(row[0]), row => Name(row[1]));
        var makers = sets[2].Select(row => (Schema: NameOrNull(row[0]), Maker: Name(row[1]))).ToList();
        return [.. sets[0].Select(row => Of(database, row, [.. named[Number(row[0])]],
            [.. makers.Where(maker => maker.Schema is null || maker.Schema == Name(row[2])).Select(maker => maker.Maker).Distinct()]))];
    }

    private OrphanedCode Of(string database, object?[] row, IReadOnlyList<string> named, IReadOnlyList<string> makers)
    {
        var owner = Name(row[5]);
        var runsAs = row[4] is null ? ExecuteAs.Caller : Number(row[4]) == -2 ? ExecuteAs.Owner : ExecuteAs.Other;
        var code = new OwnedCode(owner, Number(row[0]), Text(row[1]), Name(row[2]), Name(row[3]), runsAs, IsOwned: true);
        var ours = makers.Where(maker => maker != Everybody).ToList();
        List<string> reasons =
        [
            .. named.Count > 0 ? [$"its privileges name {FirstFew.Of(named)}"] : (string[])[],
            .. Is(row[6]) ? ["its owner was set by hand, and is not simply that of its schema"] : (string[])[],
        ];
        var isLikely = reasons.Count > 0;
        reasons.AddRange(
        [
            .. ours.Count > 0 ? [$"{FirstFew.Of(ours)} may create in its schema"] : (string[])[],
            .. ours.Count < makers.Count ? ["everybody may create in its schema"] : (string[])[],
        ]);
        return new OrphanedCode(database, code.Kind.ToLowerInvariant() + (runsAs == ExecuteAs.Owner ? " (EXECUTE AS OWNER)" : ""), code.Sql)
        {
            HostName = master.Host,
            Port = master.Port,
            Owner = owner,
            IsPublic = Is(row[7]),
            Changed = FirstSecond.AddSeconds(Number(row[8])),
            Remedy = code.Drop,
            Certainty = isLikely ? OrphanedCodeCertainty.Likely
                : reasons.Count > 0 ? OrphanedCodeCertainty.Possible
                : OrphanedCodeCertainty.Unknown,
            Reasons = reasons.Count > 0 ? reasons : ["the server does not tell who wrote it"],
        };
    }
}
