using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Sandbox.Servers;
using Npgsql;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

/// <summary>
/// A server's own catalogue says what can hang on a role. What a new version adds fails here until somebody has decided what it means.
/// </summary>
public class CatalogueTests
{
    public static TheoryData<int> Majors => [14, 15, 16, 17, 18];

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Every_kind_of_privilege_and_every_reference_to_a_role_is_known(int major)
    {
        Assert.SkipUnless(PostgresServer.Has(major), $"There is no PostgreSQL {major} for this platform.");
        await using var server = await PostgresServer.StartAsync(
            new PostgresServerOptions { Major = major }, TestContext.Current.CancellationToken);

        var privileges = await ListAsync(server,
            "SELECT format('%s.%s', a.attrelid::regclass, a.attname) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
            + "WHERE a.atttypid = 'aclitem[]'::regtype AND c.relkind = 'r' AND c.relnamespace = 'pg_catalog'::regnamespace");
        Assert.Equal([], privileges.Except(RoleDependencies.Privileges.Keys));
        var references = await ListAsync(server,
            "SELECT format('%s.%s', fktable, array_to_string(fkcols, ',')) FROM pg_get_catalog_foreign_keys() "
            + "WHERE pktable = 'pg_authid'::regclass");
        Assert.NotEmpty(references);
        Assert.Equal([], references.Except(RoleDependencies.References.Keys));
        // What the newest version has is all there is: the list grows no moss.
        if (major != PostgresServerOptions.NewestMajor)
            return;
        Assert.Equal([], RoleDependencies.Privileges.Keys.Except(privileges));
        Assert.Equal([], RoleDependencies.References.Keys.Except(references));
    }

    [Fact]
    public void Every_privilege_that_is_compared_is_read()
    {
        var sql = File.ReadAllText(Path.Combine(Repository.Root, "src/HoopConnect/Databases/PostgreSql/Server/Database.sql"))
            + File.ReadAllText(Path.Combine(Repository.Root, "src/HoopConnect/Databases/PostgreSql/Server/Parameters.sql"));
        Assert.All(RoleDependencies.Privileges.Where(known => known.Value == RoleDependency.Compared), known =>
            Assert.Contains(known.Key.Split('.')[1], sql, StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> ListAsync(PostgresServer server, string query)
    {
        await using var connection = await server.OpenSuperuserAsync("postgres", TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(reader.GetString(0));
        return rows;
    }
}
