using System.Text.RegularExpressions;
using HelpBuilder;

namespace HoopConnect.Tests.Contracts;

/// <summary>The help pages say all that reflection cannot, and nothing that is not so.</summary>
public class HelpContractTests
{
    public static TheoryData<string> Cmdlets => CmdletContract.Names;

    [Theory, MemberData(nameof(Cmdlets))]
    public void There_is_a_page_with_every_section(string name)
    {
        var page = CmdletContract.HelpOf(name);
        Assert.NotEqual("", page.Synopsis);
        Assert.NotEqual("", page.Description);
        Assert.NotEqual("", page.Inputs);
        Assert.NotEqual("", page.Outputs);
        Assert.NotEmpty(page.Links);
        Assert.Contains($"title: {name}\n", File.ReadAllText(CmdletContract.HelpPathOf(name)), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Every_parameter_is_described_and_nothing_else_is(string name)
    {
        var cmdlet = CmdletContract.Cmdlets[name];
        var page = CmdletContract.HelpOf(name);
        Assert.All(cmdlet.Parameters, parameter =>
            Assert.False(
                    string.IsNullOrWhiteSpace(
                        page.Parameters.GetValueOrDefault(parameter.Name)
                            ?? CmdletContract.SharedDescriptions.GetValueOrDefault(parameter.Name)),
                $"{name} -{parameter.Name} is not described."));
        Assert.Empty(page.Parameters.Keys.Except(cmdlet.Parameters.Select(parameter => parameter.Name)));
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void There_are_two_examples_or_more_and_each_shows_the_cmdlet_with_parameters_it_has(string name)
    {
        var examples = CmdletContract.HelpOf(name).Examples;
        Assert.True(examples.Count >= 2, $"{name} has {examples.Count} example(s).");
        Assert.All(examples, example =>
        {
            Assert.Matches(@"^Example \d+: \S", example.Title);
            Assert.Contains(name, example.Text, StringComparison.Ordinal);
            Assert.All(CallsIn(example.Text), AssertParametersExist);
        });
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Output_types_of_ours_are_named(string name)
    {
        var outputs = CmdletContract.HelpOf(name).Outputs;
        Assert.All(CmdletContract.Cmdlets[name].OutputTypes, type => Assert.Contains(type.Name, outputs, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Links_lead_to_pages_there_are(string name) =>
        Assert.All(
            CmdletContract.HelpOf(name).Links.Where(link => !link.Address.StartsWith("https://", StringComparison.Ordinal)),
            link =>
                Assert.True(
                    File.Exists(CmdletContract.PathOf("docs", "help", link.Address)),
                    $"{name} links to {link.Address}, which is not there."));

    [Fact]
    public void There_is_no_page_of_a_cmdlet_that_is_not_there()
    {
        var pages = Directory.EnumerateFiles(CmdletContract.PathOf("docs", "help"), "*-Hoop*.md").Select(Path.GetFileNameWithoutExtension);
        Assert.Empty(pages.Except(CmdletContract.Cmdlets.Keys));
    }

    [Fact]
    public void Shared_descriptions_are_of_parameters_there_are()
    {
        var parameters = CmdletContract.Cmdlets.Values.SelectMany(cmdlet => cmdlet.Parameters).Select(parameter => parameter.Name);
        Assert.Empty(CmdletContract.SharedDescriptions.Keys.Except(parameters));
    }

    [Fact]
    public void The_about_page_names_every_cmdlet_as_seen_also()
    {
        var about = File.ReadAllText(CmdletContract.PathOf("docs", "help", "about_HoopConnect.md"));
        Assert.All(CmdletContract.Cmdlets.Keys, cmdlet => Assert.Contains(cmdlet, about, StringComparison.Ordinal));
    }

    // The calls of our own cmdlets in the code of an example: a cmdlet up to the end of its part of the pipeline.
    private static IEnumerable<string> CallsIn(string example) =>
        Regex.Matches(example, "```powershell\n(.*?)```", RegexOptions.Singleline)
            .SelectMany(block =>
                Regex.Matches(block.Groups[1].Value.Replace("`\n", " ", StringComparison.Ordinal), @"\b[A-Z][a-z]+-Hoop[A-Za-z]+[^|;\n)}]*")
            )
            .Select(call => call.Value);

    private static void AssertParametersExist(string call)
    {
        var name = Regex.Match(call, "^[A-Za-z]+-Hoop[A-Za-z]+").Value;
        var cmdlet = Assert.Contains(name, CmdletContract.Cmdlets);
        string[] common =
        [
            "WhatIf", "Confirm", "Verbose", "Debug", "ErrorAction", "ErrorVariable", "WarningAction", "OutVariable", "InformationAction",
            "ProgressAction",
        ];
        var known = cmdlet.Parameters.SelectMany(parameter => parameter.Aliases.Append(parameter.Name)).Concat(common);
        // Quoted text may hold what looks like a parameter.
        var bare = Regex.Replace(call, "'[^']*'|\"[^\"]*\"", "''");
        Assert.All(Regex.Matches(bare, @"(?<=\s)-([A-Za-z]+)\b").Select(match => match.Groups[1].Value), parameter =>
                Assert.True(
                    known.Contains(parameter, StringComparer.OrdinalIgnoreCase),
                    $"An example calls {name} with -{parameter}, which it does not have: {call}"));
    }
}
