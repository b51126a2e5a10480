using HoopConnect.Databases.SqlServer.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;

namespace HoopConnect.Tests.Databases.SqlServer;

/// <summary>
/// Every batch that is sent to a <see cref="ScriptedSqlServer"/>, in whatever test, is read by Microsoft's parsers when the server is
/// disposed. Here are those that no test has a reason to send.
/// </summary>
public sealed class TransactSqlTests : SqlServerTests
{
    public static TheoryData<string> Statements =>
    [
        PermissionStatements.Restore(new Permission("a]b", "OBJECT_OR_COLUMN", "W", "SELECT", "s", "t", "c", null, "g"), "g"),
        PermissionStatements.Restore(new Permission("a", "XML_SCHEMA_COLLECTION", "G", "EXECUTE", "s", "x", null, null, "g"), null),
        PermissionStatements.Restore(new Permission("a", "DATABASE_PRINCIPAL", "D", "VIEW DEFINITION", null, "r", null, "R", "g"), null),
        PermissionStatements.Restore(new Permission("a", "OBJECT_OR_COLUMN", "R", "SELECT", "s", "t", "c", null, "g"), null),
        PermissionStatements.Restore(new Permission("a", "TYPE", "G", "REFERENCES", "s", "t", null, null, "g"), null),
        PermissionStatements.Revoke(new Permission("a", "SERVER_PRINCIPAL", "G", "IMPERSONATE", null, "b", null, "S", "sa")),
        LoginStatements.GiveAway(new OwnedObject("a", "XML SCHEMA COLLECTION", "s", "x"), "b"),
        LoginStatements.GiveAway(new OwnedObject("a", "TYPE", "s", "x"), "b"),
        LoginStatements.GiveAwayDatabase("d]b", "b"),
        RoleStatements.CreateLogin("hoop_ro", LoginSid.Of(ManagedKind.Role, "hoop_ro")),
        RoleStatements.SetPassword("hoop_ro"),
        UserMark.Update(ManagedKind.Role, "hoop_ro"),
        SessionSetup.Statements(TimeSpan.FromSeconds(30)),
        DdlTriggers.Guard([]),
        DdlTriggers.Guard(["audit", "it's ]"]),
    ];

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_is_T_SQL(string statement) => Assert.Null(TransactSql.ErrorIn(statement));

    [Fact]
    public async Task What_no_parser_takes_is_noticed()
    {
        Assert.NotNull(TransactSql.ErrorIn("CREATE LOGIN [x] WITH PASSWORD = @p1;"));
        var server = new ScriptedSqlServer();
        await using (var session = await Session.OpenAsync(server.Master, Stop))
            await Assert.ThrowsAsync<StatementException>(() => session.ExecuteBatchAsync(["ALTER LOGIN [x] ENABLED;"], Stop));
        Assert.Contains("ENABLED", Assert.Single(server.NotTransactSql), StringComparison.Ordinal);
        await server.Endpoint.DisposeAsync();
    }

    [Fact]
    public async Task The_golden_files_are_T_SQL_with_their_holes()
    {
        var folder = Path.Combine(Repository.Root, "tests", "HoopConnect.Tests", "Databases", "SqlServer", "Golden");
        foreach (var file in Directory.GetFiles(folder, "*.sql"))
        {
            // Each step is a batch of its own.
            foreach (var batch in (await File.ReadAllTextAsync(file, Stop)).Split("\n-- ")
                .Select(text => text.StartsWith("-- ", StringComparison.Ordinal) ? text : "-- " + text))
                Assert.True(TransactSql.ErrorIn(batch) is null, $"{Path.GetFileName(file)}: {TransactSql.ErrorIn(batch)}");
        }
    }
}
