using HoopConnect.Databases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

/// <summary>What versions before 0.1.0 left: code of removed users that the master owns.</summary>
public class OrphanedCodeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task Code_that_the_master_was_given_is_found_with_what_speaks_for_a_removed_user_and_the_remedy_works(
        int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app", "CREATE DATABASE shop");
        var author = await server.MakeAsync(1);
        var colleague = await server.MakeAsync(2, "2999-01-01");
        await roles.AsMasterAsync("app", "CREATE SCHEMA \"The Shop\"", "CREATE SCHEMA mine", "CREATE TABLE mine.t (i int)",
            $"GRANT CREATE, USAGE ON SCHEMA \"The Shop\" TO {author}, {colleague}");
        await roles.AsAsync(author, "app", "SET search_path = \"The Shop\"",
            "CREATE FUNCTION g(q text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN EXECUTE q; END'",
            "CREATE FUNCTION harmless() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE VIEW v AS SELECT 1 AS i", $"GRANT SELECT ON v TO {colleague}",
            "CREATE TABLE t (i int)", "CREATE RULE r AS ON DELETE TO t DO ALSO NOTIFY said");
        await roles.AsMasterAsync("app",
            "CREATE FUNCTION mine.own() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            "CREATE VIEW mine.w AS SELECT * FROM mine.t");
        // As those versions did it.
        await roles.AsSuperuserAsync("app", $"REASSIGN OWNED BY {author} TO postgres", $"DROP OWNED BY {author}", $"DROP ROLE {author}");

        var found = await FindAsync();
        Assert.Equal(
            [
                (OrphanedCodeCertainty.Possible, "function", "\"The Shop\".g(pg_catalog.text)", true),
                (OrphanedCodeCertainty.Possible, "rule", "r on \"The Shop\".t", false),
                (OrphanedCodeCertainty.Likely, "view", "\"The Shop\".v", false),
            ],
            found.Where(code => code.Certainty != OrphanedCodeCertainty.Unknown)
                .Select(code => (code.Certainty, code.Kind, code.Name.Replace("(text)", "(pg_catalog.text)", StringComparison.Ordinal),
                    code.IsPublic)));
        Assert.Equal(["function mine.own()", "view mine.w"],
            found.Where(code => code.Certainty == OrphanedCodeCertainty.Unknown).Select(code => $"{code.Kind} {code.Name}"));
        Assert.All(found, code => Assert.Equal(("app", "postgres", roles.Server.Port), (code.Database, code.Owner, code.Port)));
        Assert.Equal($"its privileges name {RemovalServer.Name(2)}",
            found.Single(code => code.Certainty == OrphanedCodeCertainty.Likely).Reasons[0]);
        Assert.All(found, code => Assert.NotEmpty(code.Reasons));

        await roles.AsMasterAsync("app", [.. found.Select(code => code.Remedy)]);
        Assert.Empty(await FindAsync());
        Assert.Equal(1L, await roles.ValueAsync("app", "SELECT count(*) FROM pg_proc WHERE proname = 'g' AND NOT prosecdef"));

        async Task<IReadOnlyList<OrphanedCode>> FindAsync() =>
            await server.ManagedUsers.FindOrphanedCodeAsync(roles.Request.Master, roles.Host, Stop).ToListAsync(Stop);
    }

    [Theory]
    [InlineData("mysql")]
    [InlineData("mariadb")]
    public void Where_the_server_cannot_tell_the_search_is_refused(string engine) =>
        Assert.Equal("Roles.OrphanedCodeNotServed", Assert.Throws<HoopException>(() => DatabaseEngines.For(engine).ManagedUsers
            .FindOrphanedCodeAsync(new ConnectionSettings("db.example.com", 1, new("u", HoopConnect.Secrets.Secret.From("p"))),
                new RecordingHost(), Stop)).ErrorId);
}
