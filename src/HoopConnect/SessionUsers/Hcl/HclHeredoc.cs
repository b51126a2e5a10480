using System.Text;

namespace HoopConnect.SessionUsers.Hcl;

/// <summary>
/// A text of several lines: <c>&lt;&lt;EOT</c>, or <c>&lt;&lt;-EOT</c> where the indentation that all lines have is taken off but from
/// those that are blank. It ends with a line that has the marker alone; each of its lines ends as in the file.
/// </summary>
internal static class HclHeredoc
{
    public static string Read(HclCursor cursor)
    {
        var begin = cursor.Position;
        cursor.Advance(2);
        var isIndented = cursor.Current == '-';
        if (isIndented)
            cursor.Advance();
        if (!HclCharacters.BeginsIdentifier(cursor.CurrentRune))
            throw cursor.Unexpected("the marker of a heredoc, for example EOT");
        var marker = cursor.TakeWhile(HclCharacters.ContinuesIdentifier);
        if (!cursor.IsAtLineEnd)
            throw cursor.Unexpected($"the end of the line, after the marker {HclCharacters.Shown(marker)}");
        cursor.Advance();

        var lines = new List<string>();
        while (true)
        {
            var line = Line(cursor);
            if (cursor.IsAtEnd)
            {
                throw cursor.Unexpected(
                    $"a line with {HclCharacters.Shown(marker)} alone, which ends the heredoc that begins in line {begin.Line}");
            }

            if (line.Trim(' ', '\t') == marker)
                break;
            lines.Add(line + (cursor.Current == '\r' ? "\r\n" : "\n"));
            cursor.Advance();
        }

        var indentation = isIndented ? lines.Where(line => !IsBlank(line)).Select(IndentationOf).DefaultIfEmpty(0).Min() : 0;
        return string.Concat(lines.Select(line => IsBlank(line) ? line : line[indentation..]));
    }

    private static bool IsBlank(string line) => string.IsNullOrEmpty(line.Trim(' ', '\t', '\r', '\n'));

    private static string Line(HclCursor cursor)
    {
        var line = new StringBuilder();
        while (!cursor.IsAtEnd && !cursor.IsAtLineEnd)
        {
            if (cursor.Current == '\r')
                throw cursor.Unexpected("a line feed after a carriage return");
            HclQuotedString.Plain(cursor, line);
        }

        return line.ToString();
    }

    private static int IndentationOf(string line) => line.Length - line.TrimStart(' ', '\t').Length;
}
