using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>Values in T-SQL text, for the statements that take no parameters (all DDL).</summary>
internal static class Literal
{
    /// <summary>The value as <c>N'...'</c>, a quote doubled: T-SQL's only escape.</summary>
    /// <exception cref="HoopException"><c>Database.InvalidValue</c>: it has a NUL, or a line that ends with a backslash.</exception>
    public static string Quote(string value)
    {
        DatabaseErrors.RefuseNul(value, "T-SQL");
        // Inside a literal T-SQL drops a backslash and the line end after it (Transact-SQL reference, "Backslash (Line Continuation)").
        if (value.Contains("\\\n", StringComparison.Ordinal) || value.Contains("\\\r\n", StringComparison.Ordinal))
            throw DatabaseErrors.InvalidValue.Error("A text with a backslash at the end of a line cannot be a value in T-SQL.");
        return "N'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
    }
}
