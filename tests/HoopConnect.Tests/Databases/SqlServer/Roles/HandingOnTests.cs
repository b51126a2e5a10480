using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Users;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

/// <summary>Who gets what a removed role owned, and what of it.</summary>
public sealed class HandingOnTests : SqlServerTests
{
    private const string User = "hoop_ddl";
    private static readonly string NewOwner = ScriptedDatabase.NewOwnerOf(User);

    [Fact]
    public async Task The_new_owner_that_is_named_must_not_be_more_powerful_than_the_role_was()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        shop.Principals["app"] = new DatabasePrincipal("app", "S", [8], 1, 0);
        shop.Principals["db_owner"] = new DatabasePrincipal("db_owner", "R", [], 0, 0);
        shop.Members.Add(("app", "db_owner"));
        await scenario.ProvisionAsync();
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
        var outcome = (await scenario.RemoveAsync(request => request with { ReassignTo = "app", Kinds = [RoleKind.Ddl] }))[0];
        Assert.Equal(RoleState.Incomplete, outcome.State);
        Assert.Contains(outcome.Findings, finding => finding.Message.Contains("the role [db_owner]", StringComparison.Ordinal));
        Assert.Equal("hoop_ddl", Assert.Single(shop.Owned).Owner);
    }

    [Theory]
    [InlineData("dbo")]
    [InlineData("db_datareader")]
    [InlineData("hoop_rw")]
    public async Task Who_owns_the_database_a_role_and_one_that_goes_itself_get_nothing(string named)
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Owned.Add(new OwnedObject(User, "SCHEMA", null, "work"));
        Assert.Equal(RoleState.Incomplete, (await scenario.RemoveAsync(request => request with { ReassignTo = named }))[^1].State);
        Assert.Equal(User, Assert.Single(shop.Owned).Owner);
    }

    [Fact]
    public async Task Code_is_given_to_nobody_who_owns_something_already()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Principals["app"] = new DatabasePrincipal("app", "S", [8], 1, 0) { Owns = 1 };
        shop.Owned.Add(new OwnedObject(User, "SCHEMA", null, "work"));
        shop.Code.Add(new OwnedCode(User, 7, "P", "work", "p", ExecuteAs.Owner, IsOwned: true));
        var outcome = (await RemoveAsync(scenario, request => request with { ReassignTo = "app" }))[0];
        Assert.Contains(outcome.Findings, finding => finding.Message.Contains("things of its own", StringComparison.Ordinal));
        Assert.Equal(User, Assert.Single(shop.Owned).Owner);
        // A table runs nothing in its owner's name.
        shop.Code.Clear();
        Assert.Equal(RoleState.Removed, (await RemoveAsync(scenario, request => request with { ReassignTo = "app" }))[0].State);
        Assert.Equal("app", Assert.Single(shop.Owned).Owner);
    }

    [Fact]
    public async Task Code_keeps_the_user_disabled_and_is_named_one_by_one_in_plan_and_outcome()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        AddCodeOfEachKind(shop);
        var names = shop.Code.Select(code => code.ToString()).ToList();
        var plan = await scenario.PlanRemovalAsync(request => request with { Kinds = [RoleKind.Ddl] });
        Assert.Equal(
            names.Select(name => "-- " + name),
            plan.Plan.Steps.Where(step => step.Action == "keep [hoop_ddl] disabled").Select(step => step.Statement));
        var outcome = (await scenario.ApplyAsync(plan))[0];
        Assert.Equal(RoleState.Incomplete, outcome.State);
        Assert.Equal(names, outcome.Findings.Where(finding => finding.Database == "shop").Select(finding => finding.Subject));
        Assert.True(scenario.Server.Logins[User].IsDisabled);
        Assert.Contains(User, shop.Principals.Keys);
        Assert.All(shop.Code, code => Assert.Equal(User, code.User));
    }

    [Fact]
    public async Task Code_is_dropped_with_DropCode_in_an_order_that_the_server_takes_and_the_rest_is_handed_on()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        AddCodeOfEachKind(shop);
        shop.Owned.Add(new OwnedObject(User, "SCHEMA", null, "work"));
        shop.Owned.Add(new OwnedObject(User, "OBJECT", "dbo", "own"));
        shop.Grants.Add(new OwnedGrant(User, User,
            new Permission("clerk", "OBJECT_OR_COLUMN", "G", "EXECUTE", "work", "as_owner", null, null, User)));
        Assert.Equal(RoleState.Removed, (await RemoveAsync(scenario, request => request with { DropCode = true }))[0].State);
        Assert.Empty(shop.Code);
        Assert.Equal([("SCHEMA", NewOwner)], shop.Owned.Select(owned => (owned.Class, owned.Owner)));
        Assert.DoesNotContain(User, shop.Principals.Keys);
    }

    [Fact]
    public async Task What_hangs_on_code_and_is_no_code_of_the_users_keeps_it()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Code.Add(new OwnedCode(User, 7, "FN", "work", "tax", ExecuteAs.Caller, IsOwned: true));
        shop.Hanging.Add(new HangingCode(7, 99, "[dbo].[orders]"));
        var outcome = (await RemoveAsync(scenario, request => request with { DropCode = true }))[0];
        Assert.Contains(outcome.Findings, finding => finding.Subject == "function [work].[tax]"
            && finding.Message.Contains("[dbo].[orders]", StringComparison.Ordinal));
        Assert.Single(shop.Code);
    }

    [Theory]
    [InlineData("no mark")]
    [InlineData("another's mark")]
    [InlineData("a login")]
    [InlineData("a role")]
    [InlineData("a permission")]
    public async Task Who_has_the_new_owners_name_and_is_not_as_we_make_it_gets_nothing(string what)
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Owned.Add(new OwnedObject(User, "SCHEMA", null, "work"));
        AddEmptyOwner(shop, NewOwner, what == "another's mark" ? "other" : User);
        if (what == "no mark")
            shop.UserMarks.Clear();
        if (what == "a login")
            shop.Principals[NewOwner] = shop.Principals[NewOwner] with { AuthenticationType = 1 };
        if (what == "a role")
            shop.Members.Add((NewOwner, "db_datareader"));
        if (what == "a permission")
            shop.Permissions.Add(new Permission(NewOwner, "SCHEMA", "G", "SELECT", null, "dbo", null, null, "dbo"));
        var outcome = (await RemoveAsync(scenario))[0];
        Assert.Equal(RoleState.Incomplete, outcome.State);
        Assert.Contains(outcome.Findings, finding => finding.Message.Contains($"'{NewOwner}'", StringComparison.Ordinal));
        Assert.Equal(User, Assert.Single(shop.Owned).Owner);
        Assert.True(scenario.Server.Logins[User].IsDisabled);
    }

    [Fact]
    public async Task Each_removed_user_leaves_what_it_owned_to_an_owner_of_its_own()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "a"));
        shop.Owned.Add(new OwnedObject("hoop_rw", "SCHEMA", null, "b"));
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.Equal(2, shop.Owned.Select(owned => owned.Owner).Distinct().Count());
        // A user of the same name and number that was made later is another one.
        await scenario.ProvisionAsync();
        shop.Principals[User] = shop.Principals[User] with { Made = 5 };
        shop.Owned.Add(new OwnedObject(User, "SCHEMA", null, "c"));
        await scenario.RemoveAsync();
        Assert.Equal(3, shop.Owned.Select(owned => owned.Owner).Distinct().Count());
    }

    [Fact]
    public async Task On_Babelfish_where_nobody_is_without_a_login_what_a_role_owns_stays_and_its_code_is_dropped_all_the_same()
    {
        await using var server = new ScriptedSqlServer { IsBabelfish = true };
        var scenario = new RoleScenario(server: server);
        var shop = server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Code.Add(new OwnedCode(User, 7, "P", "work", "p", ExecuteAs.Caller, IsOwned: true));
        shop.Owned.Add(new OwnedObject(User, "SCHEMA", null, "work"));
        var outcome = (await RemoveAsync(scenario, request => request with { DropCode = true }))[0];
        Assert.Contains(outcome.Findings, finding => finding.Message.Contains("Babelfish", StringComparison.Ordinal));
        Assert.DoesNotContain(server.StatementsIn("shop"), statement => statement.Contains("WITHOUT LOGIN", StringComparison.Ordinal));
        shop.Owned.Clear();
        Assert.Equal(RoleState.Removed, (await RemoveAsync(scenario, request => request with { DropCode = true }))[0].State);
        Assert.Empty(shop.Code);
    }

    [Theory]
    [InlineData("the server role", "the server role [processadmin]")]
    [InlineData("a permission", "the permission VIEW SERVER STATE")]
    [InlineData("another database", "the database [other]")]
    [InlineData("nothing", "there is no login 'app'")]
    [InlineData("the master", "the rights of who is logged in")]
    public async Task A_database_is_given_to_no_login_that_has_more_than_the_removed_one(string what, string why)
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        var other = scenario.Server.AddDatabase("other");
        await scenario.ProvisionAsync();
        shop.Principals["dbo"] = shop.Principals["dbo"] with { Sid = scenario.Server.Logins[User].Sid };
        var named = what == "the master" ? "admin" : "app";
        if (what != "nothing")
            scenario.Server.AddLogin(named, ScriptedSqlServer.MasterPassword);
        if (what == "the server role")
            scenario.Server.Logins[named] = scenario.Server.Logins[named] with { ServerRoles = ["processadmin"] };
        if (what == "a permission")
        {
            scenario.Server.Logins[named] = scenario.Server.Logins[named] with
            {
                Permissions = [new Permission(named, "SERVER", "G", "VIEW SERVER STATE", null, null, null, null, "sa")],
            };
        }

        if (what == "another database")
            other.Principals["dbo"] = other.Principals["dbo"] with { Sid = scenario.Server.Logins[named].Sid };
        var outcome = (await RemoveAsync(scenario, request => request with { ReassignTo = named }))[0];
        Assert.Equal(RoleState.Incomplete, outcome.State);
        Assert.Contains(outcome.Findings, finding => finding.Message.Contains(why, StringComparison.Ordinal));
        Assert.DoesNotContain(scenario.Server.StatementsIn("shop"),
            statement => statement.Contains("ON DATABASE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_owned_what_removed_users_left_and_owns_nothing_any_more_goes_with_the_next_removal()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        AddEmptyOwner(shop, "hoop_removed_5_100");
        AddEmptyOwner(shop, "hoop_removed_6_100");
        shop.Owned.Add(new OwnedObject("hoop_removed_6_100", "SCHEMA", null, "kept"));
        AddEmptyOwner(shop, "hoop_removed_7_100");
        shop.UserMarks.Remove("hoop_removed_7_100");
        AddEmptyOwner(shop, "hoop_removed_8_100");
        shop.Members.Add(("hoop_removed_8_100", "db_datareader"));
        var plan = await scenario.PlanRemovalAsync();
        Assert.Equal(["DROP USER [hoop_removed_5_100];"],
            plan.Plan.Steps.Where(step => step.Action == "drop empty owner").Select(step => step.Statement));
        Assert.All(await scenario.ApplyAsync(plan), outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.Equal(["hoop_removed_6_100", "hoop_removed_7_100", "hoop_removed_8_100"],
            shop.Principals.Keys.Where(name => name.StartsWith("hoop_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        // Also where there is nobody left to remove; one that somebody gave something meanwhile stays.
        shop.Owned.Clear();
        plan = await scenario.PlanRemovalAsync();
        Assert.Equal("DROP USER [hoop_removed_6_100];", Assert.Single(plan.Plan.Steps).Statement);
        shop.Owned.Add(new OwnedObject("hoop_removed_6_100", "SCHEMA", null, "late"));
        await scenario.ApplyAsync(plan);
        Assert.Contains("hoop_removed_6_100", shop.Principals.Keys);
        shop.Owned.Clear();
        await scenario.RemoveAsync();
        Assert.DoesNotContain("hoop_removed_6_100", shop.Principals.Keys);
    }

    [Fact]
    public async Task Nothing_is_swept_in_a_database_with_a_DDL_trigger_that_would_run_as_the_master()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        AddEmptyOwner(shop);
        shop.DdlTriggers.Add("grab");
        Assert.True((await scenario.PlanRemovalAsync()).Plan.IsEmpty);
    }

    /// <summary>One of each kind, and one that hangs on another.</summary>
    internal static void AddCodeOfEachKind(ScriptedDatabase database)
    {
        database.Code.AddRange(
        [
            new OwnedCode(User, 1, "FN", "work", "tax", ExecuteAs.Caller, IsOwned: true),
            new OwnedCode(User, 2, "P", "work", "as_owner", ExecuteAs.Owner, IsOwned: true),
            new OwnedCode(User, 3, "V", "work", "with_tax", ExecuteAs.Caller, IsOwned: true),
            new OwnedCode(User, 4, "TR", "work", "on_change", ExecuteAs.Other, IsOwned: true),
            new OwnedCode(User, 5, "P", "dbo", "as_user", ExecuteAs.User, IsOwned: false),
            new OwnedCode(User, 6, "P", "dbo", "own", ExecuteAs.Caller, IsOwned: true),
            new OwnedCode(User, 7, "AF", "work", "clr_sum", ExecuteAs.Caller, IsOwned: true),
            new OwnedCode(User, 8, "DATABASE TRIGGER", null, "audit", ExecuteAs.User, IsOwned: false),
            new OwnedCode(User, 9, "SQ", "work", "inbox", ExecuteAs.Owner, IsOwned: true),
            new OwnedCode(User, 0, "TYPE", "work", "point", ExecuteAs.Caller, IsOwned: true),
            new OwnedCode(User, 0, "ASSEMBLY", null, "geo", ExecuteAs.Caller, IsOwned: true),
            new OwnedCode(User, 0, "SERVICE", null, "orders", ExecuteAs.Caller, IsOwned: true),
            new OwnedCode(User, 0, "CONTRACT", null, "order contract", ExecuteAs.Caller, IsOwned: true),
            new OwnedCode(User, 0, "MESSAGE TYPE", null, "or]der", ExecuteAs.Caller, IsOwned: true),
            new OwnedCode(User, 0, "ROUTE", null, "away", ExecuteAs.Caller, IsOwned: true),
            new OwnedCode(User, 0, "REMOTE SERVICE BINDING", null, "there", ExecuteAs.Caller, IsOwned: true),
        ]);
        database.Hanging.Add(new HangingCode(1, 3, "[work].[with_tax]"));
    }

    /// <summary>What an earlier removal left, which owns nothing any more.</summary>
    internal static void AddEmptyOwner(ScriptedDatabase database, string name = "hoop_removed_5_100", string user = User)
    {
        database.Principals[name] = new DatabasePrincipal(name, "S", [0x77, .. BitConverter.GetBytes(name.GetHashCode())], 0, 0);
        database.UserMarks[name] = HoopConnect.Databases.SqlServer.Users.NewOwner.Mark(user);
    }

    private static Task<IReadOnlyList<RoleOutcome>> RemoveAsync(
        RoleScenario scenario, Func<RoleRequest, RoleRequest>? change = null) =>
        scenario.RemoveAsync(request => (change is null ? request : change(request)) with { Kinds = [RoleKind.Ddl] });
}
