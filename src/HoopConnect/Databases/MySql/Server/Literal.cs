using System.Globalization;
using System.Text;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>Values in SQL text: the text protocol has no parameters (MySQL Reference Manual, "String Literals").</summary>
internal static class Literal
{
    /// <summary>The text in single quotes; a backslash is doubled unless the session takes it as a character like any other.</summary>
    /// <param name="value">The text. A NUL is a character like any other too.</param>
    /// <param name="noBackslashEscapes">Whether <c>NO_BACKSLASH_ESCAPES</c> is in the session's <c>sql_mode</c>.</param>
    public static string Quote(string value, bool noBackslashEscapes)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = value.Replace("'", "''", StringComparison.Ordinal);
        return "'" + (noBackslashEscapes ? text : text.Replace("\\", "\\\\", StringComparison.Ordinal)) + "'";
    }

    /// <summary>
    /// The text in single quotes for a session that is prepared (<see cref="SessionSetup"/>): a backslash is a character like any
    /// other.
    /// </summary>
    public static string Quote(string value) => Quote(value, noBackslashEscapes: true);

    /// <summary>The texts with commas between them, for IN; for none what nothing is in.</summary>
    public static string List(IEnumerable<string> values) =>
        string.Join(", ", values.Select(Quote)) is { Length: > 0 } list ? list : "NULL";

    /// <summary>Puts the values in the place of <c>$1</c>, <c>$2</c>, ... outside quotes.</summary>
    /// <exception cref="ArgumentException">A placeholder has no value, or a value has a type that has no literal.</exception>
    public static string Bind(string sql, IReadOnlyList<object?> values, bool noBackslashEscapes)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            return sql;
        var bound = new StringBuilder(sql.Length + 64);
        for (var i = 0; i < sql.Length; i++)
        {
            if (sql[i] is '\'' or '"' or '`')
            {
                var end = EndOfQuote(sql, i, noBackslashEscapes);
                bound.Append(sql, i, end - i);
                i = end - 1;
            }
            else if (sql[i] == '$' && i + 1 < sql.Length && char.IsAsciiDigit(sql[i + 1]))
            {
                var end = i + 1;
                while (end < sql.Length && char.IsAsciiDigit(sql[end]))
                    end++;
                var number = int.Parse(sql.AsSpan(i + 1, end - i - 1), CultureInfo.InvariantCulture);
                if (number < 1 || number > values.Count)
                    throw new ArgumentException($"There is no value for ${number}.", nameof(values));
                bound.Append(Of(values[number - 1], noBackslashEscapes));
                i = end - 1;
            }
            else
            {
                bound.Append(sql[i]);
            }
        }

        return bound.ToString();
    }

    private static string Of(object? value, bool noBackslashEscapes) => value switch
    {
        null => "NULL",
        string text => Quote(text, noBackslashEscapes),
        bool truth => truth ? "1" : "0",
        byte[] bytes => bytes.Length == 0 ? "''" : "0x" + Convert.ToHexString(bytes),
        sbyte or byte or short or ushort or int or uint or long or ulong or decimal =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} has no literal here.", nameof(value)),
    };

    private static int EndOfQuote(string sql, int start, bool noBackslashEscapes)
    {
        for (var i = start + 1; i < sql.Length; i++)
        {
            if (sql[i] == '\\' && sql[start] != '`' && !noBackslashEscapes)
                i++;
            else if (sql[i] == sql[start])
                return i + 1;
        }

        throw DatabaseErrors.InvalidStatement.Error("The statement has a quote without an end.");
    }
}
