using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// Names in T-SQL text: always in brackets, so that every character is a letter like any other (Transact-SQL reference, "Database
/// Identifiers").
/// </summary>
internal static class Identifier
{
    /// <summary><c>sysname</c> is <c>nvarchar(128)</c>; QUOTENAME gives NULL for more, we refuse it.</summary>
    public const int MaxLength = 128;

    /// <summary>The name in brackets, a closing bracket doubled.</summary>
    /// <exception cref="HoopException"><c>Database.InvalidName</c>: empty, longer than 128 characters, or with a NUL.</exception>
    public static string Quote(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var problem = name.Length == 0 ? "it is empty"
            : name.Contains('\0', StringComparison.Ordinal) ? "it has a NUL character"
            : name.Length > MaxLength ? "it is longer than 128 characters"
            : null;
        if (problem is not null)
            throw DatabaseErrors.InvalidName.Error($"'{name}' cannot be a name in SQL Server: {problem}.", name);
        return "[" + name.Replace("]", "]]", StringComparison.Ordinal) + "]";
    }

    /// <summary>Schema and name, each quoted, with a dot between.</summary>
    public static string Quote(string schema, string name) => Quote(schema) + "." + Quote(name);
}
