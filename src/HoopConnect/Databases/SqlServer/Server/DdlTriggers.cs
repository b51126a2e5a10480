using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// The DDL triggers of a database. One without EXECUTE AS runs as whoever runs the statement that fires it, so one that <c>db_ddladmin</c>
/// made would have our rights at the next change of a user. With EXECUTE AS it runs as somebody whom its maker may impersonate, which for
/// <c>dbo</c> is an administrator only (Transact-SQL reference, "CREATE TRIGGER" and "EXECUTE AS Clause").
/// </summary>
internal static class DdlTriggers
{
    /// <summary>The number of the error that <see cref="Guard"/> raises.</summary>
    public const int GuardError = 50001;

    /// <summary>Gives their names.</summary>
    public static readonly string Query = EmbeddedSql.Read(typeof(DdlTriggers), "ddl-triggers");

    /// <summary>
    /// Ends a transaction before it has changed anything where there is one after all, made since the database was read.
    /// </summary>
    /// <param name="allowed">The names of those that may run.</param>
    public static string Guard(IReadOnlyList<string> allowed)
    {
        var others = allowed.Count == 0 ? "" : $"\n  AND t.name NOT IN ({string.Join(", ", allowed.Select(Literal.Quote))})";
        return $"IF EXISTS (\n{Query.TrimEnd().TrimEnd(';')}{others})\n    THROW {GuardError}, N'{Problem}; nothing was changed', 1;";
    }

    /// <summary>What is shown of those that may run in a database that is changed.</summary>
    public static PlanStep Allowed(string database, IReadOnlyList<string> allowed) =>
        new($"database {Identifier.Quote(database)}", "allow triggers", Guard(allowed))
        {
            Note = $"{string.Join(", ", allowed.Select(Identifier.Quote))} will run with the master's rights, as -AllowDdlTrigger says",
        };

    /// <summary>What is wrong with a database that has one.</summary>
    public const string Problem = "the database has a DDL trigger that runs as whoever changes a user in it";

    /// <summary>What an administrator can do about it.</summary>
    public static string Remedy(string trigger) =>
        $"{Problem}, and whoever may make tables (db_ddladmin) could have made it: nothing is changed here. If an administrator made it, "
        + $"let it run as one (ALTER TRIGGER {Identifier.Quote(trigger)} ... WITH EXECUTE AS 'dbo'), or, having read it, say "
        + $"-AllowDdlTrigger {Identifier.Quote(trigger)}; else "
        + $"DROP TRIGGER {Identifier.Quote(trigger)} ON DATABASE";
}
