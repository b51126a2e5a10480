using System.Text;

namespace HelpBuilder;

/// <summary>Makes the plain text of an about_ topic from its Markdown page, in the form of PowerShell's own.</summary>
internal static class AboutPage
{
    /// <summary>Headings in capitals, text indented below them, fences left out.</summary>
    public static string ToText(string markdown)
    {
        var text = new StringBuilder();
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
                text.Append("TOPIC\n    ").Append(line.AsSpan(2)).Append('\n');
            else if (line.StartsWith('#'))
                text.Append(line.TrimStart('#', ' ').ToUpperInvariant()).Append('\n');
            else if (!line.StartsWith("```", StringComparison.Ordinal))
                text.Append(line.Length == 0 ? "" : "    " + line.Replace("`", "", StringComparison.Ordinal)).Append('\n');
        }
        return text.ToString();
    }
}
