using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Text values in SQL text, for the statements that take no parameters (all DDL).</summary>
internal static class Literal
{
    /// <summary>
    /// The value in single quotes; with a backslash in it as <c>E'...'</c>, which means the same whatever
    /// <c>standard_conforming_strings</c> is.
    /// </summary>
    /// <exception cref="HoopException"><c>Database.InvalidValue</c>: it has a NUL, which PostgreSQL's text cannot hold.</exception>
    public static string Quote(string value)
    {
        DatabaseErrors.RefuseNul(value, "PostgreSQL");
        var doubled = value.Replace("'", "''", StringComparison.Ordinal);
        return doubled.Contains('\\', StringComparison.Ordinal)
            ? "E'" + doubled.Replace("\\", "\\\\", StringComparison.Ordinal) + "'"
            : "'" + doubled + "'";
    }
}
