using System.Globalization;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.SessionUsers;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>Finds the session users of a server, as the master. What runs in their names is looked up once, since that is dear.</summary>
internal sealed class FoundUserReader
{
    /// <summary>With | as the escape: an underscore stands for any character.</summary>
    private static readonly string Like = $"LIKE '{SessionUserNameRule.Prefix.Replace("_", "|_", StringComparison.Ordinal)}%' ESCAPE '|'";

    private readonly Session _session;
    private readonly ILookup<string, DefinedObject> _definers;

    private FoundUserReader(Session session, IReadOnlyList<DefinedObject> definers)
    {
        _session = session;
        _definers = definers.ToLookup(definer => definer.User, StringComparer.Ordinal);
    }

    public static async Task<FoundUserReader> OpenAsync(Session session, CancellationToken cancellationToken) =>
        new(session, await DefinedObjectReader.ReadAsync(session, Like, cancellationToken));

    /// <summary>The next names after one, in ordinal order.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(string after, int count, CancellationToken cancellationToken)
    {
        // A role of MariaDB is a user without host.
        var table = _session.Version.IsMariaDb ? "mysql.global_priv" : "mysql.user";
        var rows = await _session.QueryAsync($"SELECT DISTINCT User FROM {table} WHERE User {Like} AND Host <> '' AND User > $1 ORDER BY User LIMIT $2", [after, count], cancellationToken);
        return [.. rows.Select(row => ServerReader.Text(row[0]))];
    }

    /// <summary>Those of these users who are there, and the server's time.</summary>
    public async Task<FoundUserReading> ReadAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var list = names.Count == 0 ? "NULL" : string.Join(", ", names.Select(name => Literal.Quote(name, _session.NoBackslashEscapes)));
        var server = await new ServerReader(_session, names.Count == 0 ? [""] : names).ReadAsync([], cancellationToken);
        var (rows, failure) = await _session.QueryAllAsync(
        [
            $"SELECT {ServerTime.Now}, {ReadOnlyServer.Columns}, {Ledger.Exists}",
            $"SELECT USER, COUNT(*) FROM information_schema.PROCESSLIST WHERE USER IN ({list}) GROUP BY USER",
            $"SELECT DISTINCT User, Db FROM mysql.db WHERE User IN ({list})",
            $"SELECT DISTINCT User FROM mysql.user WHERE User IN ({list}) AND Super_priv = 'Y'",
        ], cancellationToken);
        if (failure is not null)
            throw failure;
        var hasLedger = !server.Version.HasUserAttributes && ServerReader.Text(rows[0][0][3]) != "0";
        var ledger = hasLedger ? await Ledger.ReadAsync(_session, names, cancellationToken) : null;
        var sessions = rows[1].ToDictionary(row => ServerReader.Text(row[0]), row => Convert.ToInt32(row[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var schemas = rows[2].ToLookup(row => ServerReader.Text(row[0]), row => Identifier.OfPattern(ServerReader.Text(row[1]), server.PartialRevokes), StringComparer.Ordinal);
        var superusers = rows[3].Select(row => ServerReader.Text(row[0])).ToHashSet(StringComparer.Ordinal);
        var users = server.Accounts.GroupBy(account => account.Account.User, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => new FoundUser(group.Key, [.. group.Select(account => new FoundAccount(account, server.Version.HasUserAttributes ? MarkRecord.FromAttribute(account.Attribute) : ledger?.GetValueOrDefault(account.Account)))])
            {
                OpenSessions = sessions.GetValueOrDefault(group.Key),
                Definers = [.. _definers[group.Key]],
                Schemas = [.. schemas[group.Key]],
                IsSuperuser = superusers.Contains(group.Key),
            },
            StringComparer.Ordinal);
        return new FoundUserReading(users, ServerTime.Parse(ServerReader.Text(rows[0][0][0])) ?? DateTimeOffset.MinValue)
        {
            HasLedger = hasLedger,
            IsReadOnly = ReadOnlyServer.Is(rows[0][0][1], rows[0][0][2]),
        };
    }
}
