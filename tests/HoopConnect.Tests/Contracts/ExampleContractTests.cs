using System.Text.RegularExpressions;

namespace HoopConnect.Tests.Contracts;

/// <summary>What others copy into their pipelines runs with their credentials: nothing in it changes by itself.</summary>
public partial class ExampleContractTests
{
    private static readonly IReadOnlyList<string> Workflows =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "examples"), "*.yml"),
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, ".github", "workflows"), "*.yml"),
    ];

    [Fact]
    public void An_action_is_named_by_its_commit_with_the_version_beside_it()
    {
        var uses = Workflows.SelectMany(File.ReadLines).Where(line => line.Contains("uses:", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches(Pinned(), line));
    }

    [Fact]
    public void A_module_is_installed_in_one_version()
    {
        var installs = Workflows.SelectMany(File.ReadLines)
            .Where(line => line.Contains("Install-PSResource", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(installs);
        Assert.All(installs, line => Assert.Matches(Versioned(), line));
        var manifest = File.ReadAllText(Repository.PathOf("HoopConnect.psd1"));
        Assert.All(
            installs.Select(line => Versioned().Match(line)).Where(match => match.Groups[1].Value == "HoopConnect"),
            match => Assert.Contains($"ModuleVersion        = '{match.Groups[2].Value}'", manifest, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"Install-PSResource ([\w.]+) -Version (\d+\.\d+\.\d+)\b")]
    private static partial Regex Versioned();
}
