using System.Globalization;
using System.Runtime.CompilerServices;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Reads the users of one kind, a page at a time, each page one round trip for the whole server.</summary>
internal static class ManagedUserReader
{
    private static readonly string Query = EmbeddedSql.Read(typeof(ManagedUserReader), "ManagedUsers");

    public static async IAsyncEnumerable<ManagedUser> ReadAsync(
        IDatabaseSession session, ManagedUserQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Session users are known by their names too: those that Hoop itself made bear no mark.
        var prefix = query.Kind == ManagedKind.Session ? SessionUserNameRule.Prefix : "";
        var marks = ManagedMark.Beginnings(query.Kind).ToArray();
        var last = "";
        while (true)
        {
            var rows = await session.QueryAsync(Query, [prefix, marks, last, query.PageSize, query.Expired], cancellationToken);
            foreach (var user in rows.Select(User).Where(user => user.Mark is null ? prefix.Length > 0 : user.Mark.Kind == query.Kind))
                yield return user;
            if (rows.Count < query.PageSize)
                yield break;
            last = (string)rows[^1][0]!;
        }
    }

    private static ManagedUser User(object?[] row) => new((string)row[0]!)
    {
        Expires = row[1] is long microseconds ? ServerTime.FromMicroseconds(microseconds).UtcDateTime : null,
        Expired = (bool)row[2]!,
        Locked = (bool)row[3]!,
        Mark = ManagedMark.Parse((string?)row[4]),
        OpenSessions = Convert.ToInt32(row[5], CultureInfo.InvariantCulture),
        OwnedObjects = Convert.ToInt64(row[6], CultureInfo.InvariantCulture),
        Databases = ((string[])row[7]!).Order(StringComparer.Ordinal).ToList(),
    };
}
