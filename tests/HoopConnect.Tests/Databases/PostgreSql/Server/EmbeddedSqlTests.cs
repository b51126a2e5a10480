using System.Text.RegularExpressions;
using HoopConnect.Databases.PostgreSql.Users;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

/// <summary>
/// Statements that are files of their own are whole, so that a DBA can run them; what several of them say, they say alike.
/// </summary>
public partial class EmbeddedSqlTests
{
    private static readonly IReadOnlyList<string> Files =
        Directory.GetFiles(Path.Combine(Repository.Root, "src/HoopConnect/Databases/PostgreSql"), "*.sql", SearchOption.AllDirectories);

    [Theory]
    [InlineData("Database.sql", "Traces.sql", "ObjectOwners.sql", "NewOwner.sql")]
    public void Whom_the_master_may_join_is_said_alike(params string[] files) =>
        Assert.Single(files.Select(file => Part(file, "for the length of a transaction.", " END")).Distinct());

    [Fact]
    public void Owner_and_ACL_are_found_alike() =>
        Assert.Single(new[] { "ObjectOwners.sql", "Leftovers.sql" }.Select(file => Part(file, "-- Owner and ACL", "y.oid = d.objid"))
            .Distinct());

    [Fact]
    public void Every_file_says_first_what_it_reads_and_is_not_too_wide() => Assert.All(Files, file =>
    {
        Assert.StartsWith("-- ", File.ReadLines(file).First(), StringComparison.Ordinal);
        Assert.All(File.ReadLines(file), line => Assert.InRange(line.Length, 0, 140));
    });

    /// <summary>A part of a file, with blanks alike, and without the name that jsonb_build_object gives it.</summary>
    private static string Part(string file, string from, string to)
    {
        var text = Blanks().Replace(File.ReadAllText(Files.Single(path => Path.GetFileName(path) == file)), " ")
            .Replace("'joinable', ", "", StringComparison.Ordinal);
        var start = text.IndexOf(from, StringComparison.Ordinal);
        return text[start..text.IndexOf(to, start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
