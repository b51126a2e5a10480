using System.Text.RegularExpressions;

namespace HoopConnect.Tests.Contracts;

/// <summary>What holds for the text of every source file.</summary>
public partial class SourceTextTests
{
    private const int LongestLine = 140;

    private static readonly string[] Folders = ["src", "tests", "bench", "build", "examples"];

    [Fact]
    public void No_line_is_longer_than_140_characters()
    {
        var wrong =
            from file in Folders.SelectMany(folder => Repository.Files(folder, ".cs", ".ps1", ".psm1", ".sh"))
                .Concat(["build.ps1", "build.sh", "HoopConnect.psm1"])
            from line in File.ReadLines(Repository.PathOf(file)).Select((text, index) => (text, number: index + 1))
            where line.text.Length > LongestLine
            select $"{file}:{line.number} has {line.text.Length}";
        Assert.Empty(wrong);
    }

    // Whatever a session's language and calendar are: ShownTime for who reads it, a pattern with InvariantCulture for programs.
    [Fact]
    public void No_time_is_written_by_the_rules_of_the_session_s_language()
    {
        var wrong =
            from file in Repository.Sources("src")
            from line in File.ReadLines(Repository.PathOf(file))
            where InLanguage().IsMatch(line)
            select $"{file}: {line.Trim()}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_comment_cites_what_nobody_else_has()
    {
        // Spelled in two parts, so that this file is none of them.
        string[] citations = ["DES" + "IGN", "product this " + "follows"];
        var wrong =
            from file in Repository.Sources("src")
            let text = File.ReadAllText(Repository.PathOf(file))
            where citations.Any(citation => text.Contains(citation, StringComparison.Ordinal))
            select file;
        Assert.Empty(wrong);
    }

    // A pattern in an interpolated text, or one that is handed over alone.
    [GeneratedRegex(@"\{[^{}""]+:[^{}""]*yyyy|ToString\(""[^""]*yyyy[^""]*""\)")]
    private static partial Regex InLanguage();
}
