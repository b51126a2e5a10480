using System.Globalization;
using System.Runtime.CompilerServices;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Reads the session users of a server, a page at a time, each page one round trip.</summary>
internal static class ManagedUserReader
{
    public static async IAsyncEnumerable<ManagedUser> ReadAsync(
        IDatabaseSession session, ManagedUserQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = "";
        while (true)
        {
            var rows = await session.QueryAsync(ManagedUserListQuery.Text, [SessionUserNameRule.Prefix, last, query.PageSize, query.Expired], cancellationToken);
            foreach (var row in rows)
                yield return User(row);
            if (rows.Count < query.PageSize)
                yield break;
            last = (string)rows[^1][0]!;
        }
    }

    private static ManagedUser User(object?[] row) => new((string)row[0]!)
    {
        Expires = row[1] is long microseconds ? DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : null,
        Expired = (bool)row[2]!,
        Locked = (bool)row[3]!,
        Mark = ManagedMark.Parse((string?)row[4]),
        OpenSessions = Convert.ToInt32(row[5], CultureInfo.InvariantCulture),
        OwnedObjects = Convert.ToInt64(row[6], CultureInfo.InvariantCulture),
        Databases = ((string[])row[7]!).Order(StringComparer.Ordinal).ToList(),
    };
}
