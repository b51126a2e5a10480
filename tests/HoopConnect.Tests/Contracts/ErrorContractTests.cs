using System.Text.RegularExpressions;
using HelpBuilder;
using HoopConnect.Hosting;
using HoopConnect.PowerShell;

namespace HoopConnect.Tests.Contracts;

/// <summary>Every failure is declared once, with its category, and the page of all failures says what is declared.</summary>
public partial class ErrorContractTests
{
    private static readonly IReadOnlyList<ErrorModel> Errors = ErrorModel.AllOf(
        typeof(HoopException).Assembly, typeof(HoopCmdlet).Assembly);

    private static readonly HashSet<string> Ids = Errors.Select(error => error.Id).ToHashSet(StringComparer.Ordinal);

    private static readonly HashSet<string> Areas = Errors.Select(error => error.Area).ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void An_id_is_declared_once() =>
        Assert.Empty(Errors.GroupBy(error => error.Id).Where(same => same.Count() > 1).Select(same => same.Key));

    [Fact]
    public void A_declaration_says_what_it_means_and_what_to_do() => Assert.All(Errors, error =>
    {
        Assert.Matches("^[A-Z][A-Za-z]+\\.[A-Z][A-Za-z0-9]+$", error.Id);
        Assert.EndsWith(".", error.Meaning, StringComparison.Ordinal);
        Assert.NotEqual("", error.WayOut);
        Assert.EndsWith("." + error.Place.Split('.')[1], error.Id, StringComparison.Ordinal);
    });

    [Fact]
    public void The_page_of_errors_is_up_to_date() =>
        Assert.Equal(ErrorsPage.Write(Errors), File.ReadAllText(Path.Combine(Repository.Root, "docs/errors.md")));

    [Fact]
    public void Every_failure_in_the_sources_is_declared_and_has_the_category_that_is_declared()
    {
        var wrong = Sources()
            .SelectMany(file => Literals().Matches(File.ReadAllText(file)).Select(match => Problem(file, match)))
            .OfType<string>();
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_failure_is_made_from_a_literal()
    {
        var wrong = Sources()
            .Where(file => Literals().IsMatch(File.ReadAllText(file)));
        Assert.Empty(wrong.Select(Path.GetFileName));
    }

    [Fact]
    public void Every_declaration_is_used()
    {
        var sources = Declarations().Replace(string.Concat(Sources().Select(File.ReadAllText)), "");
        var unused = Errors.Where(error => !Regex.IsMatch(
            sources, $@"\b{Regex.Escape(error.Place)}\b|""{Regex.Escape(error.Id)}""|\b{error.Place.Split('.')[1]}[.,]"));
        Assert.Empty(unused.Select(error => error.Id));
    }

    [Fact]
    public void Every_id_that_the_help_names_is_declared()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Where(page => Path.GetFileName(page) != "errors.md");
        Assert.All(pages, page => Assert.Empty(NamedIn(File.ReadAllText(page)).Except(Ids)));
    }

    [Fact]
    public void Every_id_that_a_doc_comment_names_is_declared()
    {
        var named = Sources().SelectMany(file => DocIds().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value)
            .Where(id => Areas.Contains(id.Split('.')[0]));
        Assert.Empty(named.Except(Ids).Distinct());
    }

    private static string? Problem(string file, Match literal)
    {
        var (id, category) = (literal.Groups[1].Value, literal.Groups[2].Value);
        if (Errors.FirstOrDefault(error => error.Id == id) is not { } declared)
            return $"{Path.GetFileName(file)}: {id} is not declared";
        return declared.Category is null || declared.Category == category
            ? null
            : $"{Path.GetFileName(file)}: {id} is {category}, and declared as {declared.Category}";
    }

    // `HoopConnect.Area.Reason`, `Area.Reason`, and behind one of them `.Reason` of the same area.
    private static IEnumerable<string> NamedIn(string page)
    {
        var area = "";
        foreach (Match code in Code().Matches(page))
        {
            var id = Id().Match(code.Groups[1].Value);
            if (!id.Success)
                continue;
            if (id.Groups["area"].Success)
                area = id.Groups["area"].Value;
            if (Areas.Contains(area) && id.Groups["reason"].Value != "*")
                yield return $"{area}.{id.Groups["reason"].Value}";
        }
    }

    private static IEnumerable<string> Sources() => Repository.Sources("src").Select(Repository.PathOf);

    [GeneratedRegex(@"(?<!ErrorDefinition \w+ = new)\(\s*""([A-Z][A-Za-z]+\.[A-Z][A-Za-z]+)"",\s*HoopErrorKind\.(\w+)")]
    private static partial Regex Literals();

    [GeneratedRegex(@"static readonly ErrorDefinition \w+ = new\(\s*""[\w.]+""")]
    private static partial Regex Declarations();

    [GeneratedRegex(@"///[^\n]*?<c>([A-Z][A-Za-z]+\.[A-Z][A-Za-z]+)</c>")]
    private static partial Regex DocIds();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?:(?:HoopConnect\.)?(?<area>[A-Z][A-Za-z]+))?\.(?<reason>[A-Z][A-Za-z]+|\*)$")]
    private static partial Regex Id();
}
