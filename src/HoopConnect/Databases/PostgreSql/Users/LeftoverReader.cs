using System.Globalization;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Says what in one database still holds users that should be gone: the first few things of each, and who gave them.</summary>
internal static class LeftoverReader
{
    private const int Examples = 5;
    private static readonly string Query = EmbeddedSql.Read(typeof(LeftoverReader), "Leftovers");

    /// <summary>The findings by user.</summary>
    /// <param name="session">A connection to the database.</param>
    /// <param name="database">Its name.</param>
    /// <param name="users">The users.</param>
    /// <param name="withShared">Whether what no database holds counts here.</param>
    /// <param name="quoteAll">Whether all names are quoted, as in the other findings of roles, or only those that need it.</param>
    /// <param name="cancellationToken">Cancels the query on the server.</param>
    public static async Task<ILookup<string, Finding>> ReadAsync(
        IDatabaseSession session, string database, IEnumerable<string> users, bool withShared, bool quoteAll,
        CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Query, [users.ToArray(), withShared, Examples, quoteAll ? "on" : "off"], cancellationToken);
        var more = rows.Where(row => CountOf(row) > Examples).DistinctBy(row => (string)row[0]!, StringComparer.Ordinal);
        return rows.Select(row => (User: (string)row[0]!, Finding: Found(row, database)))
            .Concat(more.Select(row => (User: (string)row[0]!, Finding: More(row, database))))
            .ToLookup(pair => pair.User, pair => pair.Finding, StringComparer.Ordinal);
    }

    private static Finding Found(object?[] row, string database) =>
        new(database, row[1] as string ?? "something that is gone by now", FindingReasons.Unfixable,
            (bool)row[2]! ? "it is owned by the user"
            : row[4] is string grantors ? $"{row[3]} was granted by {grantors}, who alone (or a superuser) can take it back"
            : "the user is named in it");

    private static Finding More(object?[] row, string database) =>
        new(database, "and more", FindingReasons.Unfixable, $"{CountOf(row) - Examples} more things hold it");

    private static long CountOf(object?[] row) => Convert.ToInt64(row[5], CultureInfo.InvariantCulture);
}
