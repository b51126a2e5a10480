using System.Text;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Names in SQL text: always quoted, so that every character is a letter like any other and case is kept.</summary>
internal static class Identifier
{
    /// <summary>PostgreSQL cuts longer names in silence (NAMEDATALEN - 1, in bytes of UTF-8); we refuse them.</summary>
    public const int MaxBytes = 63;

    /// <summary>The name in double quotes.</summary>
    /// <exception cref="HoopException"><c>Database.InvalidName</c>: empty, longer than 63 bytes, with a NUL, or not valid
    /// Unicode.</exception>
    public static string Quote(string name)
    {
        Check(name);
        return "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    /// <summary>
    /// Refuses what cannot be a name, where it is not part of a statement: the server cuts a database or user of a login too.
    /// </summary>
    /// <exception cref="HoopException"><c>Database.InvalidName</c>, as <see cref="Quote(string)"/>.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var problem = name.Length == 0 ? "it is empty"
            : name.Contains('\0', StringComparison.Ordinal) ? "it has a NUL character"
            : !IsValidUnicode(name) ? "it is not valid Unicode"
            : Encoding.UTF8.GetByteCount(name) > MaxBytes ? "it is longer than 63 bytes, and PostgreSQL would cut it"
            : null;
        if (problem is not null)
        {
            throw DatabaseErrors.InvalidName.Error($"'{name}' cannot be a name in PostgreSQL: {problem}.", name);
        }
    }

    /// <summary>Schema and name, each quoted, with a dot between.</summary>
    public static string Quote(string schema, string name) => Quote(schema) + "." + Quote(name);

    /// <summary>Names, each quoted, with commas between.</summary>
    public static string QuoteAll(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    private static bool IsValidUnicode(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
                i++;
            else if (char.IsSurrogate(name[i]))
                return false;
        }

        return true;
    }
}
