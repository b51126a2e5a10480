using System.Text;

namespace HoopConnect.Databases.MySql.Server.Grants;

/// <summary>A word, a quoted name or text, or a sign of a line of SHOW GRANTS.</summary>
/// <param name="Text">What it says, without quotes.</param>
/// <param name="IsQuoted">It was in quotes: a name, never a key word.</param>
/// <param name="Start">Where it begins in the line.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct GrantToken(string Text, bool IsQuoted, int Start, int End)
{
    public bool Is(string word) => !IsQuoted && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes a line apart. In single and double quotes a backslash is a character like any other, as our sessions are.</summary>
    public static List<GrantToken> Split(string line)
    {
        var tokens = new List<GrantToken>();
        for (var i = 0; i < line.Length;)
        {
            if (char.IsWhiteSpace(line[i]))
            {
                i++;
                continue;
            }

            var start = i;
            if (line[i] is '`' or '\'' or '"')
            {
                var text = Quoted(line, ref i);
                tokens.Add(new GrantToken(text, true, start, i));
            }
            else if (IsSign(line[i]))
            {
                i++;
                tokens.Add(new GrantToken(line[start..i], false, start, i));
            }
            else
            {
                while (i < line.Length && !char.IsWhiteSpace(line[i]) && !IsSign(line[i]) && line[i] is not ('`' or '\'' or '"'))
                    i++;
                tokens.Add(new GrantToken(line[start..i], false, start, i));
            }
        }

        return tokens;
    }

    private static bool IsSign(char character) => character is ',' or '(' or ')' or '.' or '@' or '*';

    private static string Quoted(string line, ref int i)
    {
        var quote = line[i++];
        var text = new StringBuilder();
        while (i < line.Length)
        {
            if (line[i] == quote && i + 1 < line.Length && line[i + 1] == quote)
                i++;
            else if (line[i] == quote)
                break;
            text.Append(line[i++]);
        }

        i = Math.Min(line.Length, i + 1);
        return text.ToString();
    }
}
