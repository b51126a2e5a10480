using System.Globalization;
using System.Text;

namespace HoopConnect.SessionUsers.Hcl;

/// <summary>
/// A string in quotes, with the escapes of HCL (HCL Native Syntax Specification, "Template Expressions"). Templates are refused, since
/// nothing could fill them in.
/// </summary>
internal static class HclQuotedString
{
    public static string Read(HclCursor cursor)
    {
        var begin = cursor.Position;
        cursor.Advance();
        var value = new StringBuilder();
        while (cursor.IsAtEnd || cursor.Current != '"')
        {
            if (cursor.IsAtEnd || cursor.IsAtLineEnd || cursor.Current is '\0' or '\r')
                throw cursor.Unexpected($"\", which ends the string that begins in line {begin.Line}, column {begin.Column}");
            if (cursor.Current == '\\')
                Escape(cursor, value);
            else
                Plain(cursor, value);
        }

        cursor.Advance();
        return value.ToString();
    }

    /// <summary>One character that is not an escape of the quotes: of <c>${</c> and <c>%{</c> the doubled forms alone.</summary>
    public static void Plain(HclCursor cursor, StringBuilder value)
    {
        if (cursor.IsAt("$${") || cursor.IsAt("%%{"))
        {
            value.Append(cursor.Current).Append('{');
            cursor.Advance(3);
            return;
        }

        if (cursor.IsAt("${") || cursor.IsAt("%{"))
        {
            var sign = cursor.Current;
            throw HclException.Syntax(
                cursor.File,
                cursor.Position,
                $"the template {sign}{{",
                $"plain text, in which {sign}{{ is spelled {sign}{sign}{{");
        }

        value.Append(cursor.CurrentRune.ToString());
        cursor.Advance();
    }

    private static void Escape(HclCursor cursor, StringBuilder value)
    {
        cursor.Advance();
        var (simple, digits) = cursor.Current switch
        {
            'n' => ("\n", 0),
            'r' => ("\r", 0),
            't' => ("\t", 0),
            '"' => ("\"", 0),
            '\\' => ("\\", 0),
            'u' => (null, 4),
            'U' => (null, 8),
            _ => throw cursor.Unexpected("one of the escapes \\n \\r \\t \\\" \\\\ \\uNNNN \\UNNNNNNNN"),
        };
        cursor.Advance();
        value.Append(simple ?? Code(cursor, digits));
    }

    private static string Code(HclCursor cursor, int digits)
    {
        var begin = cursor.Position;
        var code = 0L;
        for (var i = 0; i < digits; i++)
        {
            if (!char.IsAsciiHexDigit(cursor.Current))
                throw cursor.Unexpected($"a hexadecimal digit ({digits} of them)");
            code = (code * 16) + Convert.ToInt32(cursor.Current.ToString(), 16);
            cursor.Advance();
        }

        return code <= int.MaxValue && Rune.IsValid((int)code)
            ? new Rune((int)code).ToString()
            : throw HclException.Syntax(
                cursor.File, begin, string.Create(CultureInfo.InvariantCulture, $"the code {code:X}"), "the code of a Unicode character");
    }
}
