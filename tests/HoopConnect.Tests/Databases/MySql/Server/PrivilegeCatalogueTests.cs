using HoopConnect.Databases.MySql.Server;
using HoopConnect.Sandbox.Servers;

namespace HoopConnect.Tests.Databases.MySql.Server;

/// <summary>
/// A server's own tables say what can hang on an account. What a new version adds fails here until somebody has decided what it means.
/// </summary>
public sealed class PrivilegeCatalogueTests(SharedMySql servers)
{
    public static TheoryData<string> Programs => MySqlTests.Programs;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Every_table_that_names_users_and_every_column_of_a_user_is_known(string program)
    {
        var server = await servers.GetAsync(MySqlTests.Named(program));
        await using var session = await Session.OpenAsync(server.SuperuserSettings(), Stop);

        var tables = await ListAsync(session,
            "SELECT DISTINCT TABLE_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'mysql' "
            + "AND (COLUMN_NAME LIKE '%user%' OR TABLE_NAME LIKE '%priv%' OR TABLE_NAME LIKE '%role%' OR TABLE_NAME LIKE '%grant%')");
        Assert.NotEmpty(tables);
        Assert.Equal([], tables.Except(PrivilegeCatalogue.Tables.Keys));
        var columns = await ListAsync(session,
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'mysql' AND TABLE_NAME = 'user'");
        Assert.NotEmpty(columns);
        Assert.Equal([], columns.Where(column =>
            !PrivilegeCatalogue.UserColumns.ContainsKey(column) && !PrivilegeCatalogue.Privileges.ContainsKey(column)));
        // What the list calls a limit is read and lifted.
        Assert.Equal(
            PrivilegeCatalogue.UserColumns.Keys.Where(column => column.StartsWith("max_", StringComparison.Ordinal)),
            AccountLimits.All.Select(limit => limit.Column));
    }

    private static async Task<IReadOnlyList<string>> ListAsync(Session session, string query) =>
        [.. (await session.QueryAsync(query, [], Stop)).Select(row => ServerValue.Text(row[0]))];
}
