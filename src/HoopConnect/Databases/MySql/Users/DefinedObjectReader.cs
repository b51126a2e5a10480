using HoopConnect.Databases.MySql.Server;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>Finds what runs in the name of users: views, routines, triggers and events (DEFINER).</summary>
internal static class DefinedObjectReader
{
    /// <summary>What runs in the name of some users.</summary>
    /// <param name="session">As the master.</param>
    /// <param name="condition">What stands behind DEFINER in the query: a comparison with <c>user@host</c>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<DefinedObject>> ReadAsync(Session session, string condition, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"SELECT DEFINER, 'view', TABLE_SCHEMA, TABLE_NAME FROM information_schema.VIEWS WHERE DEFINER {condition} " +
            $"UNION ALL SELECT DEFINER, LOWER(ROUTINE_TYPE), ROUTINE_SCHEMA, ROUTINE_NAME FROM information_schema.ROUTINES WHERE DEFINER {condition} " +
            $"UNION ALL SELECT DEFINER, 'trigger', TRIGGER_SCHEMA, TRIGGER_NAME FROM information_schema.TRIGGERS WHERE DEFINER {condition} " +
            $"UNION ALL SELECT DEFINER, 'event', EVENT_SCHEMA, EVENT_NAME FROM information_schema.EVENTS WHERE DEFINER {condition}", [], cancellationToken);
        return rows.Select(row => new DefinedObject((string)row[0]!, (string)row[1]!, (string)row[2]!, (string)row[3]!)).ToList();
    }
}
