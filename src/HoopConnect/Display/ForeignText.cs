using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace HoopConnect.Display;

/// <summary>
/// Text that somebody else wrote (names and messages of servers, tags, answers of AWS, file names) as it may be shown: nothing in it moves
/// a terminal, turns the direction of writing, ends a line, or is a command to the agent that prints it into the log of a CI.
/// </summary>
public static partial class ForeignText
{
    // What stands before each further line of a text of several lines: none of them begins with what somebody else wrote.
    private const string Continuation = "      | ";

    // Nothing is drawn for these although they are letters or marks (Unicode, Default_Ignorable_Code_Point), and a comparison by the rules
    // of a language, which is how agents look for their commands, passes over them.
    private static readonly (int First, int Last)[] s_ignored =
    [
        (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0),
        (0xE0100, 0xE01EF),
    ];

    /// <summary>
    /// The text on one line. What cannot be seen is there as its escape (<c>\n</c>, <c>\u202E</c>); commands of Azure Pipelines and GitHub
    /// Actions have a backslash in their first word (<c>#\#vso[</c>, <c>:\:add-mask::</c>). Any other text is left as it is, and so is
    /// what this returned before.
    /// </summary>
    /// <param name="text">The text; null is empty.</param>
    public static string Escape(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var visible = Visible(text);
        return RunnerCommand().Replace(AgentCommand().Replace(visible, @"#\#"), @":\");
    }

    /// <summary>
    /// A text that has lines of its own, for example a statement: they stay, each but the first marked as the continuation that it is,
    /// since a name in the statement can have line ends as well.
    /// </summary>
    public static string EscapeLines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n').Split('\n').Select(Escape);
        return string.Join(Environment.NewLine + Continuation, lines);
    }

    private static string Visible(string text)
    {
        StringBuilder? visible = null;
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            if (isWhole && IsVisible(rune))
                visible?.Append(text, i, length);
            else
                (visible ??= new StringBuilder(text, 0, i, text.Length + 16)).Append(EscapeOf(isWhole ? rune.Value : text[i]));
            i += length;
        }

        return visible?.ToString() ?? text;
    }

    private static bool IsVisible(Rune rune) =>
        rune.IsAscii
            ? rune.Value is >= ' ' and < 0x7F
            : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned)
            && !s_ignored.Any(range => rune.Value >= range.First && rune.Value <= range.Last);

    private static string EscapeOf(int value) => value switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        > 0xFFFF => $@"\U{value:X8}",
        _ => $@"\u{value:X4}",
    };

    // Azure Pipelines: ##vso[area.event ...] anywhere in a line, and ##[name] for how a line looks. GitHub Actions: ##[name ...] anywhere.
    // TeamCity: ##teamcity[name ...].
    [GeneratedRegex(@"##(?=[\w.-]*\[)")]
    private static partial Regex AgentCommand();

    // GitHub Actions: ::name ...:: behind the white space that a line begins with. Terminals break lines where they like, so one that is
    // whole is broken wherever it stands; casts (a::text) and ARNs (iam::123) are none.
    [GeneratedRegex(@":(?<=^\s*:)(?=:[A-Za-z])|:(?=:[A-Za-z][\w-]*(?:\s.*?)?::)", RegexOptions.Singleline)]
    private static partial Regex RunnerCommand();
}
