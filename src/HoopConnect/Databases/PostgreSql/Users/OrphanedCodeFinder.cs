using System.Runtime.CompilerServices;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Finds code that runs with the master's rights and may have come from a removed user, database by database.</summary>
internal sealed class OrphanedCodeFinder(IDatabaseEngine engine, ConnectionSettings master, IHoopHost host)
{
    private static readonly string Query = EmbeddedSql.Read(typeof(OrphanedCodeFinder), "OrphanedCode");

    private static readonly string[] Marks = [.. Enum.GetValues<ManagedKind>().SelectMany(ManagedMark.Beginnings)];

    /// <exception cref="HoopException">Those of <see cref="IDatabaseEngine.OpenAsync"/> for the maintenance database.</exception>
    public async IAsyncEnumerable<OrphanedCode> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var session = await engine.OpenAsync(master with { Database = null }, cancellationToken);
        var server = await ServerReader.ReadAsync(session, [], cancellationToken);
        foreach (var database in server.Databases)
        {
            if (database.WhyClosed is { } why)
            {
                host.Warning($"The database {Identifier.Quote(database.Name)} was not looked at: it takes no connections ({why}).");
                continue;
            }

            foreach (var code in await ReadAsync(database.Name, server.Master, cancellationToken))
                yield return code;
        }
    }

    private async Task<IReadOnlyList<OrphanedCode>> ReadAsync(string database, string owner, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await engine.OpenAsync(master with { Database = database }, cancellationToken);
            var rows = await session.QueryAsync(Query, [Marks], cancellationToken);
            return rows.Select(row => Of(row, database, owner)).ToList();
        }
        catch (HoopException exception)
        {
            host.Warning($"The database {Identifier.Quote(database)} was not looked at: {exception.Message}");
            return [];
        }
    }

    private OrphanedCode Of(object?[] row, string database, string owner)
    {
        var (named, creators, everybody) = ((string[])row[2]!, (string[])row[3]!, (bool)row[4]!);
        return new OrphanedCode(database, (string)row[0]!, (string)row[1]!)
        {
            HostName = master.Host,
            Port = master.Port,
            Owner = owner,
            IsPublic = (bool)row[5]!,
            Changed = row[6] is long microseconds ? ServerTime.FromMicroseconds(microseconds).UtcDateTime : null,
            Remedy = (string)row[7]!,
            Certainty = named.Length > 0 ? OrphanedCodeCertainty.Likely
                : creators.Length > 0 || everybody ? OrphanedCodeCertainty.Possible
                : OrphanedCodeCertainty.Unknown,
            Reasons =
            [
                .. named.Length > 0 ? [$"its privileges name {FirstFew.Of(named)}"] : (string[])[],
                .. creators.Length > 0 ? [$"{FirstFew.Of(creators)} may create in its schema"] : (string[])[],
                .. everybody ? ["everybody may create in its schema"] : (string[])[],
                .. named.Length + creators.Length == 0 && !everybody ? ["the server does not tell who wrote it"] : (string[])[],
            ],
        };
    }
}
