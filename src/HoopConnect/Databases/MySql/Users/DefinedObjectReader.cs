using HoopConnect.Databases.MySql.Server;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>Finds what runs in the name of users: views, routines, triggers and events (DEFINER).</summary>
internal static class DefinedObjectReader
{
    private static readonly (string Kind, string Table, string Schema, string Name)[] Places =
    [
        ("'view'", "VIEWS", "TABLE_SCHEMA", "TABLE_NAME"),
        ("LOWER(ROUTINE_TYPE)", "ROUTINES", "ROUTINE_SCHEMA", "ROUTINE_NAME"),
        ("'trigger'", "TRIGGERS", "TRIGGER_SCHEMA", "TRIGGER_NAME"),
        ("'event'", "EVENTS", "EVENT_SCHEMA", "EVENT_NAME"),
    ];

    /// <summary>What runs in the name of some users.</summary>
    /// <param name="session">As the master.</param>
    /// <param name="condition">What stands behind DEFINER in the query: a comparison with <c>user@host</c>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<DefinedObject>> ReadAsync(Session session, string condition, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(string.Join(" UNION ALL ", Places.Select(place =>
            $"SELECT DEFINER, {place.Kind}, {place.Schema}, {place.Name} FROM information_schema.{place.Table} "
            + $"WHERE DEFINER {condition}")), [], cancellationToken);
        return [.. rows.Select(row => new DefinedObject(Account.OfText(Text(row[0])), Text(row[1]), Text(row[2]), Text(row[3])))];

        static string Text(object? value) => ServerValue.Text(value);
    }
}
