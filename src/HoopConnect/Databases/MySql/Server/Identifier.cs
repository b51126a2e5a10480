using System.Text;
using System.Text.RegularExpressions;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// Names in SQL text, always quoted with backticks (MySQL Reference Manual, "Schema Object Names"), and the names in GRANT, which may
/// be patterns.
/// </summary>
internal static class Identifier
{
    /// <summary>Longest name of a schema, table or column, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Longest text that the server's table of schema grants keeps for a schema, escapes included, in characters.</summary>
    public const int MaxPatternLength = 64;

    /// <summary>The name in backticks.</summary>
    /// <exception cref="HoopException"><c>Database.InvalidName</c>: empty, longer than 64 characters, with a NUL or a character beyond
    /// the basic plane.</exception>
    public static string Quote(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var problem = name.Length == 0 ? "it is empty"
            : name.Length > MaxLength ? $"it is longer than {MaxLength} characters"
            : name.Contains('\0', StringComparison.Ordinal) ? "it has a NUL character"
            : name.Any(char.IsSurrogate) ? "it has a character beyond the basic multilingual plane"
            : name.EndsWith(' ') ? "it ends with a space"
            : null;
        if (problem is not null)
            throw DatabaseErrors.InvalidName.Error($"'{name}' cannot be a name in MySQL: {problem}.", name);
        return Backticks(name);
    }

    /// <summary>
    /// The schema as GRANT and REVOKE take it, without quotes. There <c>_</c> and <c>%</c> are wildcards and a backslash takes that
    /// away, unless
    /// <c>partial_revokes</c> is ON (MySQL Reference Manual, "GRANT Statement"): then the name is taken as it is, and an escaped one
    /// grants nothing.
    /// </summary>
    public static string Pattern(string schema, bool takenLiterally)
    {
        if (takenLiterally)
            return schema;
        var pattern = new StringBuilder(schema.Length + 8);
        foreach (var character in schema)
        {
            if (character is '_' or '%' or '\\')
                pattern.Append('\\');
            pattern.Append(character);
        }

        return pattern.ToString();
    }

    /// <summary>
    /// The schema that a pattern of <see cref="Pattern"/> stands for; of a pattern for several, the pattern with its wildcards.
    /// </summary>
    public static string OfPattern(string pattern, bool takenLiterally)
    {
        if (takenLiterally)
            return pattern;
        var schema = new StringBuilder(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length && pattern[i + 1] is ('_' or '%' or '\\'))
                i++;
            schema.Append(pattern[i]);
        }

        return schema.ToString();
    }

    /// <summary>Whether a pattern of GRANT is for a schema, among others or alone.</summary>
    public static bool Matches(string pattern, string schema, bool takenLiterally) =>
        takenLiterally ? pattern == schema
            : Regex.IsMatch(schema, RegexOf(pattern), RegexOptions.Singleline | RegexOptions.CultureInvariant);

    /// <summary>Backticks around a text that the server gave: a name or a pattern.</summary>
    public static string Backticks(string text) => "`" + text.Replace("`", "``", StringComparison.Ordinal) + "`";

    private static string RegexOf(string pattern)
    {
        var regex = new StringBuilder(@"\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            var escaped = pattern[i] == '\\' && i + 1 < pattern.Length;
            regex.Append(escaped ? Regex.Escape(pattern[++i].ToString())
                : pattern[i] switch { '_' => ".", '%' => ".*", var plain => Regex.Escape(plain.ToString()) });
        }

        return regex.Append(@"\z").ToString();
    }
}
