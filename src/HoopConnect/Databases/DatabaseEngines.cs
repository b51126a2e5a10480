using HoopConnect.Databases.MySql;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.SqlServer;
using HoopConnect.Hosting;

namespace HoopConnect.Databases;

/// <summary>The engine families that are served.</summary>
public static class DatabaseEngines
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IDatabaseEngine> All { get; } =
        (IDatabaseEngine[])[new PostgreSqlEngine(), new MySqlEngine(), new SqlServerEngine()];

    /// <summary>True where a family serves the engine name that RDS uses.</summary>
    public static bool IsServed(string rdsEngine) => All.Any(engine => engine.Serves(rdsEngine));

    /// <summary>Refuses an engine name of RDS that no family serves.</summary>
    /// <exception cref="HoopException"><c>Database.EngineNotServed</c>.</exception>
    public static void RequireServed(string rdsEngine) => _ = For(rdsEngine);

    /// <summary>The family that serves an RDS engine name such as <c>aurora-postgresql</c>.</summary>
    /// <exception cref="HoopException"><c>Database.EngineNotServed</c>.</exception>
    public static IDatabaseEngine For(string rdsEngine) =>
        All.FirstOrDefault(engine => engine.Serves(rdsEngine))
        ?? throw DatabaseErrors.EngineNotServed.Error(
            $"The engine '{rdsEngine}' is not served. Served are: {string.Join(", ", All.Select(engine => engine.Family))}.", rdsEngine);
}
