using System.Text;

namespace HelpBuilder;

/// <summary>The page with all failures, a table for each area.</summary>
internal static class ErrorsPage
{
    /// <summary>The page as Markdown.</summary>
    public static string Write(IEnumerable<ErrorModel> errors)
    {
        var page = new StringBuilder("""
            # Errors

            Every failure has a stable id, which scripts can act on: PowerShell shows it as `FullyQualifiedErrorId`
            (`HoopConnect.<Area>.<Reason>`, and the class of the cmdlet behind a comma), the category as `CategoryInfo.Category`, and
            what can be done as `ErrorDetails.RecommendedAction`. The message names the value. This page is made from the declarations
            in the source (`dotnet msbuild build/Module.proj -t:Errors`).

            """.ReplaceLineEndings("\n"));
        foreach (var area in errors.GroupBy(error => error.Area).OrderBy(area => area.Key, StringComparer.Ordinal))
        {
            page.Append($"\n## {area.Key}\n\n| id | category | meaning | way out |\n| --- | --- | --- | --- |\n");
            foreach (var error in area)
                page.Append(
                    $"| `HoopConnect.{error.Id}` | {error.Category ?? "that of its cause"} | {Cell(error.Meaning)} | " +
                        $"{Cell(error.WayOut)} |\n"
                );
        }

        return page.ToString();
    }

    // In a table a pipe would end the cell, and what stands in angle brackets would be taken for a tag.
    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
