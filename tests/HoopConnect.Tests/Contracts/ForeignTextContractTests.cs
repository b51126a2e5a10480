using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace HoopConnect.Tests.Contracts;

/// <summary>No cmdlet and no view can forget to make the text of others harmless: there is one place that shows it.</summary>
public partial class ForeignTextContractTests
{
    private const string Writer = "src/HoopConnect.PowerShell/HoopCmdlet.cs";

    // What declares those calls, and what calls the writer by them.
    private static readonly string[] s_ways = ["Pipeline/IPipeline.cs", "Pipeline/PipelinePump.cs"];

    [Fact]
    public void One_class_alone_writes_to_the_streams_of_PowerShell()
    {
        var wrong =
            from project in (string[])["src/HoopConnect.PowerShell", "src/HoopConnect.Loader"]
            from file in Repository.Sources(project)
            where file != Writer && !s_ways.Any(way => file.EndsWith(way, StringComparison.Ordinal))
            from Match call in Calls().Matches(File.ReadAllText(Repository.PathOf(file)))
            select $"{file}: {call.Value}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void And_what_it_writes_there_has_been_made_harmless()
    {
        var calls = Calls().Matches(File.ReadAllText(Repository.PathOf(Writer))).Select(call => call.Value).ToList();
        // One for each stream, the question of -WhatIf and -Confirm, and the two kinds of errors.
        Assert.True(calls.Count >= 7, string.Join("; ", calls));
        string[] harmless =
        [
            "ForeignText.Escape(", "ErrorRecords.From(", "ProgressRecords.From(", "record)", "text, text,",
            // The module's own commands to an agent.
            "{ Message = command }",
        ];
        Assert.All(calls, call => Assert.Contains(harmless, way => call.Contains(way, StringComparison.Ordinal)));
    }

    [Fact]
    public void Error_records_are_made_in_one_place()
    {
        var makers = Repository.Sources("src").Where(file => File.ReadAllText(Repository.PathOf(file)).Contains("new ErrorRecord(",
            StringComparison.Ordinal));
        Assert.Equal(["ErrorRecords.cs"], makers.Select(Path.GetFileName));
    }

    // A session in ConstrainedLanguage calls no method but those of PowerShell's core types, and would show an empty table.
    [Fact]
    public void No_column_of_a_table_calls_a_method_of_ours()
    {
        var views = XDocument.Load(Repository.PathOf("src/HoopConnect.PowerShell/Formatting/HoopConnect.Format.ps1xml"));
        var scripts = views.Descendants("ScriptBlock").Select(script => script.Value).ToList();
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.DoesNotMatch(@"\]::\w+\(", script));
    }

    [Fact]
    public void Every_column_of_a_table_has_been_made_harmless()
    {
        var views = XDocument.Load(Repository.PathOf("src/HoopConnect.PowerShell/Formatting/HoopConnect.Format.ps1xml"));
        var columns = views.Descendants("TableColumnItem").ToList();
        Assert.NotEmpty(columns);
        Assert.All(columns, column => Assert.Matches(Column(), column.Element("ScriptBlock")?.Value ?? column.ToString()));
        // A list would show the properties as they are, and a column without a script block its property.
        Assert.Empty(views.Descendants("ListControl").Concat(views.Descendants("WideControl")).Concat(views.Descendants("CustomControl")));
    }

    [GeneratedRegex(@"(?<![\w.]|override \w+ |void )(?:base\.|this\.)?"
        + @"(Write(Error|Warning|Verbose|Debug|Progress|Information|CommandDetail)|ThrowTerminatingError|ShouldProcess|ShouldContinue)"
        + @"\([^;]*;")]
    private static partial Regex Calls();

    // A text as an expanded one, which is never null: an index that is null is an error, and shows nothing.
    [GeneratedRegex(@"\A\[HoopConnect\.Display\.ShownText\]::Of\[(""\$\(.*\)""|\$_\.\w+)\]\z", RegexOptions.Singleline)]
    private static partial Regex Column();
}
