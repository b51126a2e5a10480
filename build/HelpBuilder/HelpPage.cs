using System.Text;

namespace HelpBuilder;

/// <summary>
/// A page of docs/help in the PlatyPS schema: headings SYNOPSIS, DESCRIPTION, EXAMPLES, PARAMETERS, INPUTS, OUTPUTS, NOTES, RELATED LINKS.
/// What the assembly knows better (syntax, types, aliases, positions) is not in the page.
/// </summary>
internal sealed class HelpPage
{
    private readonly List<(string Title, string Text)> _sections;

    private HelpPage(List<(string Title, string Text)> sections) => _sections = sections;

    public string Synopsis => Text("SYNOPSIS");

    public string Description => Text("DESCRIPTION");

    public string Inputs => Text("INPUTS");

    public string Outputs => Text("OUTPUTS");

    public string Notes => Text("NOTES");

    /// <summary>Title and text of each example.</summary>
    public IReadOnlyList<(string Title, string Text)> Examples => Parts("EXAMPLES");

    /// <summary>The description of each parameter, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters =>
        Parts("PARAMETERS")
            .Where(part => part.Title.StartsWith('-'))
            .ToDictionary(part => part.Title[1..], part => part.Text, StringComparer.Ordinal);

    /// <summary>Text and address of each link.</summary>
    public IReadOnlyList<(string Text, string Address)> Links =>
        [.. from line in Text("RELATED LINKS").Split('\n')
            let open = line.IndexOf('[', StringComparison.Ordinal)
            let middle = line.IndexOf("](", StringComparison.Ordinal)
            let close = line.LastIndexOf(')')
            where open >= 0 && middle > open && close > middle
            select (line[(open + 1)..middle], line[(middle + 2)..close])];

    public static HelpPage Read(string path) => Parse(File.ReadAllText(path));

    public static HelpPage Parse(string markdown)
    {
        var sections = new List<(string, string)>();
        string? title = null;
        var text = new StringBuilder();
        foreach (var line in Lines(markdown))
        {
            if (line.IsHeading && line.Text.StartsWith("## ", StringComparison.Ordinal))
            {
                Close();
                title = line.Text[3..].Trim();
            }
            else
            {
                text.Append(line.Text).Append('\n');
            }
        }
        Close();
        return new HelpPage(sections);

        void Close()
        {
            if (title is not null)
                sections.Add((title, text.ToString().Trim()));
            text.Clear();
        }
    }

    /// <summary>The parts of a section: a heading of the third level and what is under it.</summary>
    public IReadOnlyList<(string Title, string Text)> Parts(string section)
    {
        var parts = new List<(string Title, string Text)>();
        foreach (var line in Lines(Text(section)))
        {
            if (line.IsHeading && line.Text.StartsWith("### ", StringComparison.Ordinal))
                parts.Add((line.Text[4..].Trim(), ""));
            else if (parts.Count > 0)
                parts[^1] = (parts[^1].Title, parts[^1].Text + line.Text + "\n");
        }
        return [.. parts.Select(part => (part.Title, part.Text.Trim()))];
    }

    private string Text(string section) => _sections.FirstOrDefault(candidate => candidate.Title == section).Text ?? "";

    // A line in a fenced block is no heading, whatever it looks like.
    private static IEnumerable<(string Text, bool IsHeading)> Lines(string markdown)
    {
        var fenced = false;
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            yield return (line, !fenced && line.StartsWith('#'));
        }
    }
}
