using System.Text.RegularExpressions;

namespace HoopConnect.Tests.Contracts;

/// <summary>What docs/security.md says that nobody can do, a test shows: the tests it names are there.</summary>
public partial class SecurityPageTests
{
    [Fact]
    public void Every_row_names_a_test_and_every_test_named_is_there()
    {
        var sources = string.Concat(Repository.Sources("tests").Select(file => File.ReadAllText(Repository.PathOf(file))));
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "security.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| who | can", StringComparison.Ordinal)
                && !line.StartsWith("| ---", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var named = Names().Matches(row.Split('|')[^2]).Select(match => match.Groups[1].Value).ToList();
            Assert.NotEmpty(named);
            Assert.All(named, name => Assert.True(
                name.EndsWith(".Tests.ps1", StringComparison.Ordinal)
                    ? File.Exists(Repository.PathOf("tests/Pester/" + name))
                    : Regex.IsMatch(sources, $@"\b(class|Task|void) {Regex.Escape(name.Split('.')[^1])}\b"),
                $"There is no test '{name}'."));
        });
    }

    [GeneratedRegex("`([A-Za-z0-9_.-]+)`")]
    private static partial Regex Names();
}
