using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Roles;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

public sealed class RemovalTests : SqlServerTests
{
    [Fact]
    public async Task Roles_are_disabled_disconnected_and_removed_with_what_they_own_given_to_a_user_without_login()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.Sessions[51] = "hoop_ddl";
        scenario.Server.Sessions[52] = "somebody";
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "wo]rk"));
        shop.Owned.Add(new OwnedObject("hoop_ddl", "OBJECT", "dbo", "t"));
        shop.Owned.Add(new OwnedObject("hoop_ddl", "ROLE", null, "r"));
        var outcomes = await scenario.RemoveAsync();
        Assert.All(outcomes, outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.All(outcomes, outcome => Assert.Empty(outcome.Findings));
        Assert.Empty(scenario.Server.Logins);
        // Not to the master: a module with EXECUTE AS OWNER would run with its rights from then on.
        var newOwner = ScriptedDatabase.NewOwnerOf("hoop_ddl");
        Assert.Equal((3, newOwner), (shop.Owned.Count, Assert.Single(shop.Owned.Select(owned => owned.Owner).Distinct())));
        Assert.Equal(0, shop.Principals[newOwner].AuthenticationType);
        Assert.Empty(shop.RolesOf(newOwner));
        Assert.Contains(newOwner, shop.Denied);
        Assert.Contains("[hoop_ddl]", shop.UserMarks[newOwner], StringComparison.Ordinal);
        Assert.Empty(shop.Marks);
        Assert.Equal([52], scenario.Server.Sessions.Keys);
        Assert.DoesNotContain(shop.Principals.Keys, name => name.StartsWith("hoop_", StringComparison.Ordinal) && name != newOwner);
        Assert.Empty(scenario.Passwords.Stored);
        Assert.Equal(
            [
                $"CREATE USER [{newOwner}] WITHOUT LOGIN;",
                $"DENY CONNECT TO [{newOwner}];",
                $"ALTER AUTHORIZATION ON SCHEMA::[wo]]rk] TO [{newOwner}];",
                $"ALTER AUTHORIZATION ON OBJECT::[dbo].[t] TO [{newOwner}];",
                $"ALTER AUTHORIZATION ON ROLE::[r] TO [{newOwner}];",
                "DROP USER [hoop_ddl];",
                "EXEC sys.sp_dropextendedproperty @name = N'HoopConnect.hoop_ddl';",
            ],
            scenario.Server.StatementsIn("shop").TakeLast(8)
                .Where(statement => !statement.Contains("level0name", StringComparison.Ordinal)));
        Assert.True((await scenario.PlanRemovalAsync()).Plan.IsEmpty);
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Missing, outcome.State));
    }

    [Fact]
    public async Task A_login_without_our_mark_is_not_removed()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        scenario.Server.AddLogin("hoop_ro");
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.PlanRemovalAsync());
        Assert.Equal("Roles.NotOurs", error.ErrorId);
        Assert.Empty(scenario.Server.Changes);
    }

    [Fact]
    public async Task The_new_owner_that_is_named_must_be_a_user_of_the_database()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        var other = scenario.Server.AddDatabase("other");
        other.Principals["app"] = new DatabasePrincipal("app", "S", [8], 1, 0);
        await scenario.ProvisionAsync();
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
        other.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
        var outcomes = await scenario.RemoveAsync(request => request with { ReassignTo = "app", Kinds = [RoleKind.Ddl] });
        Assert.Equal(RoleState.Incomplete, outcomes[0].State);
        Assert.Equal("shop", Assert.Single(outcomes[0].Findings, finding => finding.Reason == "Unfixable").Database);
        Assert.Contains(scenario.Server.Changes, request => request.Database == "other"
            && request.Sql.Contains("ALTER AUTHORIZATION ON SCHEMA::[work] TO [app];", StringComparison.Ordinal));
        Assert.Equal("hoop_ddl", Assert.Single(shop.Owned).Owner);
        // The user stays, and so does its login, disabled.
        Assert.True(scenario.Server.Logins["hoop_ddl"].IsDisabled);
    }

    [Fact]
    public async Task A_database_out_of_reach_keeps_its_user_and_mark_and_the_next_removal_finds_them()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        var away = scenario.Server.AddDatabase("away");
        await scenario.ProvisionAsync();
        away.State = "OFFLINE";
        var outcomes = await scenario.RemoveAsync();
        Assert.All(outcomes, outcome => Assert.Equal(("away", "NotConnectable"),
            (Assert.Single(outcome.Findings).Database, outcome.Findings[0].Reason)));
        Assert.Empty(scenario.Server.Logins);
        Assert.Contains("hoop_ro", away.Principals.Keys);
        away.State = "ONLINE";
        var plan = await scenario.PlanRemovalAsync();
        Assert.All(plan.Plan.Steps, step => Assert.Equal("database [away]", step.Target));
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.DoesNotContain("hoop_ro", away.Principals.Keys);
        Assert.Empty(away.Marks);
    }

    [Fact]
    public async Task A_user_that_cannot_be_dropped_keeps_the_login_disabled_and_running_again_finishes()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.FailOn = request => request.Sql.Contains("DROP USER [hoop_ro]", StringComparison.Ordinal)
            ? new TdsError(15284,
                "The database principal has granted or denied permissions to objects in the database and cannot be dropped.") : null;
        var outcomes = await scenario.RemoveAsync();
        Assert.Equal([RoleState.Incomplete, RoleState.Removed, RoleState.Removed], outcomes.Select(outcome => outcome.State));
        Assert.True(scenario.Server.Logins["hoop_ro"].IsDisabled);
        Assert.Contains(outcomes[0].Findings, finding => finding is { Database: "shop", Reason: "Failed" });
        scenario.Server.FailOn = _ => null;
        Assert.Equal(RoleState.Removed, (await scenario.RemoveAsync())[0].State);
        Assert.Empty(scenario.Server.Logins);
    }

    [Fact]
    public async Task Sessions_that_may_not_be_ended_are_a_finding_and_the_rest_goes_on()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.FailOn = request => request.Sql.Contains("dm_exec_sessions", StringComparison.Ordinal)
            ? new TdsError(300, "VIEW SERVER STATE permission was denied on object 'server', database 'master'.", 14) : null;
        var outcomes = await scenario.RemoveAsync();
        Assert.All(outcomes, outcome => Assert.Contains(outcome.Findings, finding => finding is { Subject: "sessions", Reason: "Failed" }));
        Assert.Empty(scenario.Server.Logins);
    }

    [Fact]
    public async Task A_master_that_does_not_see_the_sessions_of_others_says_so_and_names_the_way_out()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.SeesSessions = 0;
        scenario.Server.Sessions[51] = "hoop_ro";
        var plan = await scenario.PlanRemovalAsync();
        Assert.Contains(plan.Plan.Steps, step => step.Action == "end sessions"
            && step.Note!.Contains("VIEW SERVER STATE", StringComparison.Ordinal));
        var outcomes = await scenario.RemoveAsync();
        Assert.Equal([RoleState.Incomplete, RoleState.Removed, RoleState.Removed], outcomes.Select(outcome => outcome.State));
        Assert.All(outcomes, outcome => Assert.Contains(outcome.Findings, finding =>
            finding.Subject == "sessions" && finding.Message.Contains("GRANT VIEW SERVER STATE TO [admin]", StringComparison.Ordinal)));
        Assert.True(scenario.Server.Logins["hoop_ro"].IsDisabled);
        // Whoever may see them ends the session; then it goes.
        scenario.Server.SeesSessions = 1;
        Assert.Equal(RoleState.Removed, (await scenario.RemoveAsync())[0].State);
    }

    [Fact]
    public async Task A_role_whose_users_and_marks_are_gone_is_still_ours_by_the_SID_of_its_login()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.FailOn = request => request.Sql.StartsWith("DROP LOGIN", StringComparison.Ordinal)
            ? new TdsError(15434, "Could not drop login as the user is currently logged in.") : null;
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Incomplete, outcome.State));
        Assert.Empty(shop.Marks);
        Assert.Equal(3, scenario.Server.Logins.Count);
        scenario.Server.FailOn = _ => null;
        // Test and New know it, without a stored password and without -Adopt.
        var passwords = new PresumedRolePasswords();
        var plan = await scenario.Engine.Roles.PlanAsync(scenario.Request, passwords, scenario.Host, Stop);
        Assert.All(plan.States.Values, state => Assert.Equal(RoleState.Drifted, state));
        Assert.Equal(RoleState.Updated, (await scenario.ProvisionAsync(request => request with { Kinds = [RoleKind.ReadOnly] }))[0].State);
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.Empty(scenario.Server.Logins);
    }

    [Fact]
    public async Task On_a_server_without_databases_roles_are_made_tested_and_removed()
    {
        await using var scenario = new RoleScenario(noVault: true);
        Assert.All(await scenario.ProvisionAsync(), outcome => Assert.Equal(RoleState.Created, outcome.State));
        var plan = await scenario.Engine.Roles.PlanAsync(scenario.Request, new PresumedRolePasswords(), scenario.Host, Stop);
        Assert.All(plan.States.Values, state => Assert.Equal(RoleState.InSync, state));
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.Empty(scenario.Server.Logins);
    }

    [Fact]
    public async Task A_login_of_an_earlier_version_goes_before_its_users_which_are_all_that_shows_whose_it_is()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.MakeEarlier();
        var steps = (await scenario.PlanRemovalAsync(request => request with { Kinds = [RoleKind.ReadOnly] })).Plan.Steps;
        Assert.Equal(["disable login", "end sessions", "drop login", "drop user", "unmark"], steps.Select(step => step.Action));
        scenario.Server.FailOn = request => request.Sql.StartsWith("DROP LOGIN", StringComparison.Ordinal)
            ? new TdsError(15434, "Logged in.") : null;
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Incomplete, outcome.State));
        Assert.Contains("hoop_ro", scenario.Server.Databases["shop"].Principals.Keys);
        scenario.Server.FailOn = _ => null;
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.Empty(scenario.Server.Databases["shop"].Marks);
    }

    [Fact]
    public async Task A_mark_that_only_one_of_the_databases_with_a_user_has_proves_nothing()
    {
        await using var scenario = new RoleScenario();
        var mine = scenario.Server.AddDatabase("mine");
        var other = scenario.Server.AddDatabase("other");
        var login = scenario.Server.AddLogin("hoop_ro");
        foreach (var database in new[] { mine, other })
            database.Principals["hoop_ro"] = new DatabasePrincipal("hoop_ro", "S", login.Sid, 1, 0);
        // Whoever owns a database can write this.
        mine.Marks["hoop_ro"] = "managed by HoopConnect";
        Assert.Equal("Roles.NotOurs", (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanRemovalAsync())).ErrorId);
        Assert.Equal("Roles.NotOurs", (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync())).ErrorId);
        Assert.Empty(scenario.Server.Changes);
    }

    [Fact]
    public async Task A_login_that_HoopConnect_made_for_another_purpose_is_not_touched_and_the_message_says_for_which()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync(request => request with { Kinds = [RoleKind.ReadWrite] });
        scenario.Server.AddLogin("hoop_ro");
        scenario.Server.Logins["hoop_ro"] = scenario.Server.Logins["hoop_ro"] with { Sid = LoginSid.Of(ManagedKind.Tenant, "hoop_ro") };
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync());
        Assert.Equal("Roles.NotOurs", error.ErrorId);
        Assert.Contains("Tenant", error.Message, StringComparison.Ordinal);
        // One that is refused does not keep the others from being removed.
        var outcomes = await scenario.RemoveAsync();
        Assert.Equal([RoleState.Failed, RoleState.Removed, RoleState.Missing], outcomes.Select(outcome => outcome.State));
        Assert.Contains("Tenant", Assert.Single(outcomes[0].Findings).Message, StringComparison.Ordinal);
        Assert.Equal(["hoop_ro"], scenario.Server.Logins.Keys);
        Assert.False(scenario.Server.Logins["hoop_ro"].IsDisabled);
        Assert.Equal(RoleState.Removed, (await scenario.RemoveAsync(request => request with { Adopt = true }))[0].State);
    }

    [Fact]
    public async Task What_others_were_granted_on_what_changes_hands_is_granted_again_in_the_same_transaction()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
        OwnedGrant[] grants =
        [
            new("hoop_ddl", null, new Permission("clerk", "OBJECT_OR_COLUMN", "G", "SELECT", "work", "t", null, null, "lead")),
            new("hoop_ddl", "hoop_ddl", new Permission("lead", "OBJECT_OR_COLUMN", "W", "SELECT", "work", "t", null, null, "hoop_ddl")),
            new("hoop_ddl", "hoop_ddl", new Permission("clerk", "OBJECT_OR_COLUMN", "D", "SELECT", "work", "t", "Pay", null, "hoop_ddl")),
            new("hoop_ddl", null, new Permission("app", "SCHEMA", "G", "EXECUTE", null, "work", null, null, "dbo")),
        ];
        shop.Grants.AddRange(grants);
        Assert.Equal(RoleState.Removed, (await scenario.RemoveAsync(request => request with { Kinds = [RoleKind.Ddl] }))[0].State);
        Assert.Empty(shop.Dropped);
        Assert.Equal(grants.Select(grant => grant.Permission).ToHashSet(), shop.Grants.Select(grant => grant.Permission).ToHashSet());
        Assert.Equal(
            [
                // Who passed it on has it again before that.
                "GRANT SELECT ON OBJECT::[work].[t] TO [lead] WITH GRANT OPTION;",
                "GRANT SELECT ON OBJECT::[work].[t] TO [clerk] AS [lead];",
                "GRANT EXECUTE ON SCHEMA::[work] TO [app];",
                "DENY SELECT ON OBJECT::[work].[t] ([Pay]) TO [clerk];",
            ],
            scenario.Server.StatementsIn("shop").Where(statement => statement.StartsWith("GRANT", StringComparison.Ordinal)
                || statement.StartsWith("DENY SELECT", StringComparison.Ordinal)));
        var change = scenario.Server.Changes.Single(change => change.Sql.Contains("ALTER AUTHORIZATION", StringComparison.Ordinal));
        Assert.Contains("DENY SELECT", change.Sql, StringComparison.Ordinal);
        Assert.EndsWith("COMMIT TRANSACTION;", change.Sql, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_granted_between_the_plan_and_the_change_is_granted_again_too()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
        var plan = await scenario.PlanRemovalAsync();
        shop.Grants.Add(new OwnedGrant("hoop_ddl", "hoop_ddl",
            new Permission("late", "SCHEMA", "G", "SELECT", null, "work", null, null, "hoop_ddl")));
        Assert.All(await scenario.ApplyAsync(plan), outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.Equal("late", Assert.Single(shop.Grants).Permission.Grantee);
    }

    [Fact]
    public async Task A_grant_that_cannot_be_given_again_takes_the_whole_transaction_back()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
        shop.Grants.Add(new OwnedGrant("hoop_ddl", "hoop_ddl",
            new Permission("app", "SCHEMA", "G", "SELECT", null, "work", null, null, "hoop_ddl")));
        scenario.Server.FailOn = request => request.Sql.Contains("GRANT SELECT", StringComparison.Ordinal)
            ? new TdsError(15151, "Cannot find the user 'app'.") : null;
        var outcome = (await scenario.RemoveAsync())[2];
        Assert.Equal(RoleState.Incomplete, outcome.State);
        Assert.Contains(outcome.Findings, finding => finding is { Database: "shop", Reason: "Failed" }
            && finding.Message.Contains("app", StringComparison.Ordinal));
        Assert.Equal(("hoop_ddl", "app"), (Assert.Single(shop.Owned).Owner, Assert.Single(shop.Grants).Permission.Grantee));
        Assert.True(scenario.Server.Logins["hoop_ddl"].IsDisabled);
    }

    [Fact]
    public async Task What_keeps_a_user_from_being_dropped_is_named_and_nothing_of_it_is_given_away()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
        shop.Blockers.Add(new Blocker("hoop_ddl", "certificate", "[signing]"));
        shop.Code.Add(new OwnedCode("hoop_ddl", 7, "P", "dbo", "nightly", ExecuteAs.User, IsOwned: false));
        shop.Grants.Add(new OwnedGrant(null, "hoop_ddl",
            new Permission("clerk", "OBJECT_OR_COLUMN", "G", "SELECT", "dbo", "t", null, null, "hoop_ddl")));
        var outcome = (await scenario.RemoveAsync(request => request with { Kinds = [RoleKind.Ddl] }))[0];
        Assert.Equal(RoleState.Incomplete, outcome.State);
        Assert.Equal(
            ["certificate [signing]", "procedure [dbo].[nightly] (EXECUTE AS N'hoop_ddl')", "permission SELECT of [clerk]", "login"],
            outcome.Findings.Select(finding => finding.Subject));
        Assert.Equal("hoop_ddl", Assert.Single(shop.Owned).Owner);
        Assert.True(scenario.Server.Logins["hoop_ddl"].IsDisabled);
        Assert.DoesNotContain(
            scenario.Server.StatementsIn("shop"), statement => statement.StartsWith("ALTER AUTHORIZATION", StringComparison.Ordinal));
        shop.Blockers.Clear();
        shop.Code.Clear();
        shop.Grants.Clear();
        Assert.Equal(RoleState.Removed, (await scenario.RemoveAsync())[2].State);
    }

    [Fact]
    public async Task A_login_that_owns_a_database_stays_disabled_until_it_is_said_who_gets_the_database()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Principals["dbo"] = shop.Principals["dbo"] with { Sid = scenario.Server.Logins["hoop_ddl"].Sid };
        scenario.Server.AddLogin("app");
        var outcome = (await scenario.RemoveAsync(request => request with { Kinds = [RoleKind.Ddl] }))[0];
        Assert.Equal(RoleState.Incomplete, outcome.State);
        Assert.Contains(outcome.Findings, finding => finding.Message.Contains("ALTER AUTHORIZATION ON DATABASE", StringComparison.Ordinal));
        Assert.True(scenario.Server.Logins["hoop_ddl"].IsDisabled);
        Assert.Equal(RoleState.Removed, (
            await scenario.RemoveAsync(request => request with { Kinds = [RoleKind.Ddl], ReassignTo = "app" }))[0].State);
        Assert.Contains("ALTER AUTHORIZATION ON DATABASE::[shop] TO [app];", scenario.Server.StatementsIn("shop"));
    }

    [Fact]
    public async Task A_database_with_a_DDL_trigger_that_would_run_as_the_master_is_not_changed_by_a_removal()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.DdlTriggers.Add("gr]ab");
        var before = scenario.Server.StatementsIn("shop").Count;
        var outcomes = await scenario.RemoveAsync();
        Assert.All(outcomes, outcome => Assert.Equal(RoleState.Incomplete, outcome.State));
        Assert.All(outcomes, outcome => Assert.Contains(outcome.Findings,
            finding => finding is { Database: "shop", Subject: "trigger [gr]]ab]", Reason: "Unfixable" }));
        Assert.Equal(before, scenario.Server.StatementsIn("shop").Count);
        Assert.All(scenario.Server.Logins.Values, login => Assert.True(login.IsDisabled));
        shop.DdlTriggers.Clear();
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
    }
}
