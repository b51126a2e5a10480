using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

/// <summary>Statements that are files of their own: what several of them say is a file too, and said once.</summary>
public class EmbeddedSqlTests
{
    private static readonly IReadOnlyList<string> Files =
        Directory.GetFiles(Path.Combine(Repository.Root, "src/HoopConnect/Databases/PostgreSql"), "*.sql", SearchOption.AllDirectories);

    [Theory]
    [InlineData(typeof(DatabaseReader), "Database")]
    [InlineData(typeof(UserTraces), "Traces")]
    [InlineData(typeof(ClearanceReader), "ObjectOwners")]
    [InlineData(typeof(NewOwnerReader), "NewOwner")]
    public void Whom_the_master_may_join_is_said_alike(Type owner, string name) =>
        AssertIncludes(owner, name, "Server/MasterMayJoin.sql", "MEMBER WITH ADMIN OPTION')) END");

    [Theory]
    [InlineData(typeof(ClearanceReader), "ObjectOwners")]
    [InlineData(typeof(LeftoverReader), "Leftovers")]
    public void Owner_and_ACL_are_found_alike(Type owner, string name) =>
        AssertIncludes(owner, name, "Users/OwnersAndAcls.sql", "y.oid = d.objid");

    [Fact]
    public void A_file_that_is_not_there_is_no_statement() =>
        Assert.Throws<InvalidOperationException>(() => EmbeddedSql.Read(typeof(EmbeddedSqlTests), "Nothing"));

    [Fact]
    public void Every_file_says_first_what_it_reads_and_is_not_too_wide() => Assert.All(Files, file =>
    {
        Assert.StartsWith("-- ", File.ReadLines(file).First(), StringComparison.Ordinal);
        Assert.All(File.ReadLines(file), line => Assert.InRange(line.Length, 0, 140));
    });

    /// <summary>The file has the other in its place, and neither it nor any other says the same by itself.</summary>
    private static void AssertIncludes(Type owner, string name, string included, string words)
    {
        var text = File.ReadAllText(Files.Single(path => Path.GetFileName(path) == name + ".sql"));
        Assert.Contains($"-- include {included}", text, StringComparison.Ordinal);
        var statement = EmbeddedSql.Read(owner, name);
        Assert.DoesNotContain("-- include", statement, StringComparison.Ordinal);
        var part = File.ReadAllText(Files.Single(path => path.Replace('\\', '/').EndsWith(included, StringComparison.Ordinal))).TrimEnd();
        Assert.Contains(part, statement, StringComparison.Ordinal);
        Assert.Equal([included.Split('/')[1]],
            Files.Where(path => File.ReadAllText(path).Contains(words, StringComparison.Ordinal)).Select(Path.GetFileName));
    }
}
