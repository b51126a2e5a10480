using HoopConnect.Databases.Users;
using HoopConnect.Sandbox.Servers.Tds;
using HoopConnect.Tests.Databases.SqlServer.Roles;

namespace HoopConnect.Tests.Databases.SqlServer.Users;

/// <summary>
/// What versions before 0.1.0 left on SQL Server: code of removed users that the master or dbo owns. The rows are as the catalogue views
/// are documented; that the query is T-SQL is proved by Microsoft's parsers.
/// </summary>
public sealed class OrphanedCodeTests : SqlServerTests
{
    [Fact]
    public async Task Code_of_the_owner_is_found_with_what_speaks_for_a_removed_user()
    {
        await using var scenario = new RoleScenario();
        var server = scenario.Server;
        server.AddDatabase("shop", shop => shop.OrphanedCode = Sets(
            [
                [11, "P ", "dbo", "run]it", -2, "dbo", 1, 1, 0],
                [12, "V ", "reports", "v", null, "dbo", 0, 0, 86400],
                [13, "TR", "open", "t", null, "dbo", 0, 0, 0],
                [14, "FN", "dbo", "own", 7, "dbo", 0, 0, 0],
            ],
            [[12, "hoop_ddl"]],
            [["open", "public"], ["reports", "hoop_rw"]]));
        server.AddDatabase("stock", stock => stock.OrphanedCode = Sets(
            [[21, "P ", "dbo", "p", null, "dbo", 0, 0, 0]], [], [[null, "hoop_ddl"]]));
        server.AddDatabase("closed", closed => closed.State = "OFFLINE");

        var found = await scenario.Engine.ManagedUsers.FindOrphanedCodeAsync(server.Master, scenario.Host, Stop).ToListAsync(Stop);

        Assert.Equal(
            [
                ("shop", "procedure (EXECUTE AS OWNER)", "[dbo].[run]]it]", OrphanedCodeCertainty.Likely, true,
                    "DROP PROCEDURE [dbo].[run]]it];", "its owner was set by hand, and is not simply that of its schema"),
                ("shop", "view", "[reports].[v]", OrphanedCodeCertainty.Likely, false, "DROP VIEW [reports].[v];",
                    "its privileges name hoop_ddl; hoop_rw may create in its schema"),
                ("shop", "trigger", "[open].[t]", OrphanedCodeCertainty.Possible, false, "DROP TRIGGER [open].[t];",
                    "everybody may create in its schema"),
                ("shop", "function", "[dbo].[own]", OrphanedCodeCertainty.Unknown, false, "DROP FUNCTION [dbo].[own];",
                    "the server does not tell who wrote it"),
                ("stock", "procedure", "[dbo].[p]", OrphanedCodeCertainty.Possible, false, "DROP PROCEDURE [dbo].[p];",
                    "hoop_ddl may create in its schema"),
            ],
            found.Select(code => (code.Database, code.Kind, code.Name, code.Certainty, code.IsPublic, code.Remedy,
                string.Join("; ", code.Reasons))));
        Assert.All(
            found, code => Assert.Equal(("dbo", server.Endpoint.Host, server.Endpoint.Port), (code.Owner, code.HostName, code.Port)));
        Assert.Equal(new DateTime(2000, 1, 2, 0, 0, 0, DateTimeKind.Utc), found[1].Changed);
        Assert.Contains("[closed]", Assert.Single(scenario.Host.Warnings), StringComparison.Ordinal);
        Assert.Empty(server.Changes);
    }

    private static TdsResult[] Sets(object?[][] code, object?[][] named, object?[][] makers) =>
    [
        new(["o", "t", "s", "n", "x", "w", "e", "p", "c"], code), new(["o", "u"], named), new(["s", "u"], makers),
    ];
}
