using System.Text;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Roles;
using HoopConnect.Databases.SqlServer.Server;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

/// <summary>
/// Each statement that the provisioner makes, in a file that a DBA can read. T-SQL is not executed in the tests; these files are what to
/// look at, or to run by hand. After a change on purpose write them anew with HOOP_WRITE_GOLDEN=1.
/// </summary>
public sealed class GoldenTests : SqlServerTests
{
    [Fact]
    public async Task New_roles()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("Order]s");
        await AssertGoldenAsync("new-roles.sql", await scenario.PlanAsync());
    }

    [Fact]
    public async Task Rotation()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("Orders");
        await scenario.ProvisionAsync();
        await AssertGoldenAsync("rotation.sql",
            await scenario.PlanAsync(request => request with { Kinds = [RoleKind.ReadOnly], RotatePassword = true }));
    }

    [Fact]
    public async Task Drift()
    {
        await using var scenario = new RoleScenario();
        var orders = scenario.Server.AddDatabase("Orders");
        await scenario.ProvisionAsync();
        orders.Principals["hoop_ro"] = orders.Principals["hoop_ro"] with { Sid = [1, 2] };
        orders.Members.Remove(("hoop_rw", "db_datawriter"));
        orders.Members.Add(("hoop_rw", "db_owner"));
        orders.Permissions.Add(new Permission("hoop_rw", "OBJECT_OR_COLUMN", "G", "ALTER", "dbo", "Order", null, null, "dbo"));
        orders.Permissions.Add(new Permission("hoop_rw", "OBJECT_OR_COLUMN", "D", "SELECT", "dbo", "Order", "Price", null, "alice"));
        orders.Permissions.Add(new Permission("hoop_rw", "SCHEMA", "W", "EXECUTE", null, "dbo", null, null, "dbo"));
        orders.Permissions.Add(new Permission("hoop_ddl", "DATABASE", "D", "CONNECT", null, null, null, null, "dbo"));
        orders.Marks.Remove("hoop_ddl");
        scenario.Server.Logins["hoop_rw"] = scenario.Server.Logins["hoop_rw"] with
        {
            ServerRoles = ["processadmin"],
            Permissions = [new Permission("hoop_rw", "SERVER", "G", "VIEW SERVER STATE", null, null, null, null, "sa")],
        };
        await AssertGoldenAsync("drift.sql", await scenario.PlanAsync());
    }

    [Fact]
    public async Task Removal()
    {
        await using var scenario = new RoleScenario();
        var orders = scenario.Server.AddDatabase("Orders");
        await scenario.ProvisionAsync();
        orders.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "Sales"));
        orders.Owned.Add(new OwnedObject("hoop_ddl", "OBJECT", "dbo", "Order"));
        await AssertGoldenAsync("removal.sql", await scenario.PlanRemovalAsync());
    }

    [Fact]
    public async Task Removal_with_code()
    {
        await using var scenario = new RoleScenario();
        var orders = scenario.Server.AddDatabase("Orders");
        await scenario.ProvisionAsync();
        HandingOnTests.AddCodeOfEachKind(orders);
        HandingOnTests.AddEmptyOwner(orders);
        await AssertGoldenAsync("removal-with-code.sql",
            await scenario.PlanRemovalAsync(request => request with { Kinds = [RoleKind.Ddl], DropCode = true }));
    }

    [Fact]
    public async Task Removal_that_code_keeps()
    {
        await using var scenario = new RoleScenario();
        var orders = scenario.Server.AddDatabase("Orders");
        await scenario.ProvisionAsync();
        HandingOnTests.AddCodeOfEachKind(orders);
        await AssertGoldenAsync("removal-kept-by-code.sql",
            await scenario.PlanRemovalAsync(request => request with { Kinds = [RoleKind.Ddl] }));
    }

    [Fact]
    public async Task What_is_read()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("Orders");
        await scenario.ProvisionAsync();
        var before = scenario.Server.Endpoint.Requests.Count;
        await scenario.PlanRemovalAsync();
        var text = new StringBuilder();
        foreach (var request in scenario.Server.Endpoint.Requests.Skip(before))
        {
            text.Append("-- in ").Append(request.Database).Append('\n');
            if (request.Parameters.Length > 0)
                text.Append("DECLARE ").Append(request.Parameters).Append(";\n");
            text.Append(request.Sql.ReplaceLineEndings("\n")).Append("\n\n");
        }

        await AssertGoldenAsync("what-is-read.sql", text.ToString());
    }

    private static Task AssertGoldenAsync(string file, RolePlan plan)
    {
        var text = new StringBuilder();
        foreach (var step in plan.Plan.Steps)
        {
            text.Append("-- ").Append(step.Target).Append(": ").Append(step.Action);
            if (step.Note is not null)
                text.Append(" (").Append(step.Note).Append(')');
            text.Append('\n').Append(step.Statement).Append('\n');
        }

        return AssertGoldenAsync(file, text.ToString());
    }

    private static async Task AssertGoldenAsync(string file, string actual)
    {
        var path = Path.Combine(Repository.Root, "tests", "HoopConnect.Tests", "Databases", "SqlServer", "Golden", file);
        actual = actual.TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("HOOP_WRITE_GOLDEN") == "1")
            await File.WriteAllTextAsync(path, actual, Stop);
        Assert.Equal((await File.ReadAllTextAsync(path, Stop)).ReplaceLineEndings("\n"), actual);
    }
}
