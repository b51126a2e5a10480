using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer;
using HoopConnect.Databases.SqlServer.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Roles;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

public sealed class RoleTests : SqlServerTests
{
    private static readonly string[] Hostile = ["we\"ird]; DROP DATABASE x; --", "it's", "back\\slash", "😀", "Mixed Case",
        new string(']', 128)];

    [Fact]
    public async Task Three_roles_are_made_in_every_user_database_and_a_second_run_changes_nothing()
    {
        await using var scenario = new RoleScenario();
        foreach (var name in Hostile)
            scenario.Server.AddDatabase(name);
        var outcomes = await scenario.ProvisionAsync();
        Assert.All(outcomes, outcome => Assert.Equal((RoleState.Created, true), (outcome.State, outcome.PasswordChanged)));
        Assert.All(outcomes, outcome => Assert.Empty(outcome.Findings));
        Assert.All(outcomes, outcome => Assert.Equal(Hostile.Order(StringComparer.Ordinal), outcome.Databases));
        Assert.Equal(["hoop_ddl", "hoop_ro", "hoop_rw"], scenario.Server.Logins.Keys.Order(StringComparer.Ordinal));
        foreach (var database in scenario.Server.Databases.Values)
        {
            Assert.Equal(["db_datareader"], database.RolesOf("hoop_ro"));
            Assert.Equal(["db_datareader", "db_datawriter"], database.RolesOf("hoop_rw"));
            Assert.Equal(["db_datareader", "db_datawriter", "db_ddladmin"], database.RolesOf("hoop_ddl"));
        }

        var changes = scenario.Server.Changes.Count;
        var again = await scenario.PlanAsync();
        Assert.True(again.Plan.IsEmpty, again.Plan.ToString());
        Assert.All(again.States.Values, state => Assert.Equal(RoleState.InSync, state));
        Assert.All(await scenario.ApplyAsync(again),
            outcome => Assert.Equal((RoleState.InSync, false), (outcome.State, outcome.PasswordChanged)));
        Assert.All(again.Findings.Values, Assert.Empty);
        Assert.Equal((changes, 3), (scenario.Server.Changes.Count, scenario.Passwords.Changes));
        Assert.All(scenario.Server.Changes,
            request => Assert.DoesNotContain(request.Database, new[] { "model", "msdb", "tempdb", "rdsadmin" }));
    }

    [Fact]
    public async Task Planning_changes_nothing()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        var plan = await scenario.PlanAsync();
        Assert.All(plan.States.Values, state => Assert.Equal(RoleState.Missing, state));
        Assert.Empty(scenario.Server.Changes);
        Assert.Equal(0, scenario.Passwords.Changes);
    }

    [Fact]
    public async Task A_database_made_later_is_drift_and_the_next_run_covers_it()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.AddDatabase("later");
        var plan = await scenario.PlanAsync();
        Assert.All(plan.States.Values, state => Assert.Equal(RoleState.Drifted, state));
        Assert.All(plan.Findings[RoleKind.ReadOnly], finding => Assert.Equal(("later", "Missing"), (finding.Database, finding.Reason)));
        Assert.All(await scenario.ApplyAsync(plan),
            outcome => Assert.Equal((RoleState.Updated, false), (outcome.State, outcome.PasswordChanged)));
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }

    [Fact]
    public async Task A_user_is_mapped_again_only_where_the_SIDs_differ()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        scenario.Server.AddDatabase("kept");
        await scenario.ProvisionAsync();
        shop.Principals["hoop_rw"] = shop.Principals["hoop_rw"] with { Sid = [9, 9, 9] };
        var plan = await scenario.PlanAsync();
        var step = Assert.Single(plan.Plan.Steps);
        Assert.Equal(("database [shop]", "ALTER USER [hoop_rw] WITH LOGIN = [hoop_rw];"), (step.Target, step.Statement));
        Assert.Equal((RoleState.InSync, RoleState.Drifted), (plan.States[RoleKind.ReadOnly], plan.States[RoleKind.ReadWrite]));
        await scenario.ApplyAsync(plan);
        Assert.Equal(scenario.Server.Logins["hoop_rw"].Sid, shop.Principals["hoop_rw"].Sid);
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }

    [Fact]
    public async Task A_database_restored_from_another_server_brings_users_that_are_mapped_to_the_new_logins()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        shop.Principals["hoop_ro"] = new DatabasePrincipal("hoop_ro", "S", [7, 7], 1, 0);
        shop.Members.Add(("hoop_ro", "db_datareader"));
        shop.Marks["hoop_ro"] = "managed by HoopConnect";
        var outcome = (await scenario.ProvisionAsync(request => request with { Kinds = [RoleKind.ReadOnly] }))[0];
        Assert.Equal(RoleState.Created, outcome.State);
        Assert.Equal(scenario.Server.Logins["hoop_ro"].Sid, shop.Principals["hoop_ro"].Sid);
        // The mark that an earlier version wrote is written anew along with the change.
        Assert.Equal(["ALTER USER [hoop_ro] WITH LOGIN = [hoop_ro];", UserMark.Update(ManagedKind.Role, "hoop_ro")],
            scenario.Server.StatementsIn("shop"));
    }

    [Fact]
    public async Task Databases_that_cannot_be_changed_are_reported_and_passed_over()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("fine");
        scenario.Server.AddDatabase("offline", database => database.State = "OFFLINE");
        scenario.Server.AddDatabase("restoring", database => database.State = "RESTORING");
        scenario.Server.AddDatabase("recovery", database => database.State = "RECOVERY_PENDING");
        scenario.Server.AddDatabase("readonly", database => database.IsReadOnly = true);
        scenario.Server.AddDatabase("standby", database => database.IsStandby = true);
        scenario.Server.AddDatabase("snapshot", database => database.IsSnapshot = true);
        scenario.Server.AddDatabase("secondary", database => database.Updateability = "READ_ONLY");
        scenario.Server.AddDatabase("single", database => database.UserAccess = "SINGLE_USER");
        scenario.Server.AddDatabase("closed", database => database.HasAccess = false);
        var outcome = (await scenario.ProvisionAsync())[0];
        Assert.Equal((RoleState.Created, "fine"), (outcome.State, Assert.Single(outcome.Databases)));
        Assert.Equal(["closed", "offline", "readonly", "recovery", "restoring", "secondary", "single", "snapshot", "standby"],
            outcome.Findings.Select(finding => finding.Database));
        Assert.All(outcome.Findings, finding => Assert.Equal("NotConnectable", finding.Reason));
        Assert.Contains("recovery pending", outcome.Findings[3].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(scenario.Server.Endpoint.Requests, request => request.Database is not ("master" or "fine"));
        Assert.Equal(RoleState.InSync, (await scenario.PlanAsync()).States[RoleKind.ReadOnly]);
    }

    [Fact]
    public async Task What_was_given_by_hand_is_found_and_taken_away()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        shop.Members.Add(("hoop_ro", "db_owner"));
        shop.Members.Remove(("hoop_ro", "db_datareader"));
        shop.Permissions.AddRange(
        [
            new Permission("hoop_ro", "OBJECT_OR_COLUMN", "G", "UPDATE", "dbo", "or]ders", null, null, "dbo"),
            new Permission("hoop_ro", "OBJECT_OR_COLUMN", "D", "SELECT", "dbo", "orders", "secret", null, "alice"),
            new Permission("hoop_ro", "SCHEMA", "W", "EXECUTE", null, "s", null, null, "dbo"),
            new Permission("hoop_ro", "DATABASE", "G", "CREATE TABLE", null, null, null, null, "dbo"),
            new Permission("hoop_ro", "DATABASE_PRINCIPAL", "G", "IMPERSONATE", null, "dbo", null, "S", "dbo"),
            new Permission("hoop_ro", "TYPE", "G", "CONTROL", "dbo", "money2", null, null, "dbo"),
            new Permission("hoop_ro", "DATABASE", "D", "CONNECT", null, null, null, null, "dbo"),
            new Permission("hoop_ddl", "DATABASE", "W", "CONNECT", null, null, null, null, "dbo"),
        ]);
        scenario.Server.Logins["hoop_ro"] = scenario.Server.Logins["hoop_ro"] with
        {
            ServerRoles = ["processadmin"],
            Permissions =
            [
                new Permission("hoop_ro", "SERVER", "G", "VIEW SERVER STATE", null, null, null, null, "sa"),
                new Permission("hoop_ro", "SERVER_PRINCIPAL", "G", "IMPERSONATE", null, "admin", null, "S", "sa"),
            ],
        };
        var plan = await scenario.PlanAsync();
        Assert.Equal((RoleState.Drifted, RoleState.InSync), (plan.States[RoleKind.ReadOnly], plan.States[RoleKind.ReadWrite]));
        Assert.Equal(
            [
                "ALTER SERVER ROLE [processadmin] DROP MEMBER [hoop_ro];",
                "REVOKE VIEW SERVER STATE FROM [hoop_ro];",
                "REVOKE IMPERSONATE ON LOGIN::[admin] FROM [hoop_ro];",
                "ALTER ROLE [db_datareader] ADD MEMBER [hoop_ro];",
                "ALTER ROLE [db_owner] DROP MEMBER [hoop_ro];",
                "REVOKE UPDATE ON OBJECT::[dbo].[or]]ders] FROM [hoop_ro];",
                "REVOKE SELECT ON OBJECT::[dbo].[orders] ([secret]) FROM [hoop_ro] AS [alice];",
                "REVOKE EXECUTE ON SCHEMA::[s] FROM [hoop_ro] CASCADE;",
                "REVOKE CREATE TABLE FROM [hoop_ro];",
                "REVOKE IMPERSONATE ON USER::[dbo] FROM [hoop_ro];",
                "REVOKE CONTROL ON TYPE::[dbo].[money2] FROM [hoop_ro];",
                "GRANT CONNECT TO [hoop_ro];",
                "REVOKE GRANT OPTION FOR CONNECT FROM [hoop_ddl] CASCADE;",
            ],
            plan.Plan.Steps.Select(step => step.Statement));
        Assert.Equal(12, plan.Findings[RoleKind.ReadOnly].Count);
        Assert.Equal(RoleState.Updated, (await scenario.ApplyAsync(plan))[0].State);
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }

    [Fact]
    public async Task A_user_whose_connect_was_revoked_gets_it_back_and_a_server_that_lists_no_permissions_is_in_sync()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.IsBabelfish = true;
        var shop = scenario.Server.AddDatabase("shop");
        scenario.Server.AddDatabase("lists nothing", database => database.ListsConnect = false);
        await scenario.ProvisionAsync();
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
        shop.Permissions.Add(new Permission("hoop_rw", "DATABASE", "R", "CONNECT", null, null, null, null, "dbo"));
        var plan = await scenario.PlanAsync();
        Assert.Equal("GRANT CONNECT TO [hoop_rw];", Assert.Single(plan.Plan.Steps).Statement);
        Assert.All(await scenario.ApplyAsync(plan), outcome => Assert.Empty(outcome.Findings));
    }

    [Fact]
    public async Task What_none_of_our_statements_can_mend_is_a_row()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        shop.Principals.Remove("db_ddladmin");
        scenario.Server.AddDatabase("named role").Principals["hoop_ro"] = new DatabasePrincipal("hoop_ro", "R", [], 0, 0);
        scenario.Server.AddDatabase("no login").Principals["hoop_ro"] = new DatabasePrincipal("hoop_ro", "S", [5], 0, 0);
        var outcomes = await scenario.ProvisionAsync();
        Assert.Equal([RoleState.Incomplete, RoleState.Created, RoleState.Incomplete], outcomes.Select(outcome => outcome.State));
        Assert.Equal(["named role", "no login"], outcomes[0].Findings.Select(finding => finding.Database));
        var missing = Assert.Single(outcomes[2].Findings);
        Assert.Equal(("shop", "membership in [db_ddladmin]", "Unfixable"), (missing.Database, missing.Subject, missing.Reason));
        Assert.Equal(["db_datareader", "db_datawriter"], shop.RolesOf("hoop_ddl"));

        var owned = scenario.Server.AddDatabase("owned");
        owned.Principals["dbo"] = owned.Principals["dbo"] with { Sid = scenario.Server.Logins["hoop_rw"].Sid };
        shop.Principals["hoop_rw"] = shop.Principals["hoop_rw"] with { GrantsToOthers = 1 };
        shop.Permissions.Add(new Permission("hoop_rw", "SCHEMA", "W", "SELECT", null, "s", null, null, "dbo"));
        shop.Permissions.Add(new Permission("hoop_rw", "CERTIFICATE", "G", "CONTROL", null, null, null, null, "dbo"));
        var plan = await scenario.PlanAsync(request => request with { Kinds = [RoleKind.ReadWrite] });
        Assert.Equal(RoleState.Incomplete, plan.States[RoleKind.ReadWrite]);
        Assert.Equal([("owned", "Unfixable"), ("shop", "Unfixable"), ("shop", "Unfixable")], plan.Findings[RoleKind.ReadWrite]
            .Select(finding => (finding.Database!, finding.Reason)));
        Assert.True(plan.Plan.IsEmpty);
    }

    [Fact]
    public async Task A_login_that_is_not_ours_is_refused_and_can_be_adopted()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        scenario.Server.AddLogin("HOOP_RO");
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync());
        Assert.Equal("Roles.NotOurs", error.ErrorId);
        Assert.Empty(scenario.Server.Changes);
        var outcomes = await scenario.ProvisionAsync(request => request with { Adopt = true });
        Assert.Equal([RoleState.Updated, RoleState.Created, RoleState.Created], outcomes.Select(outcome => outcome.State));
        Assert.True(outcomes[0].PasswordChanged);
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);

        scenario.Server.Logins["hoop_rw"] = scenario.Server.Logins["hoop_rw"] with { Type = "G" };
        Assert.Equal("Roles.CannotAdopt",
            (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync(request => request with { Adopt = true }))).ErrorId);
    }

    [Fact]
    public async Task A_vault_without_a_working_password_is_an_error_unless_rotation_is_asked_for()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.Endpoint.Accounts["hoop_rw"] = "changed-By-Hand-1";
        Assert.Equal("Roles.NoWorkingSecret", (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync())).ErrorId);
        var outcomes = await scenario.ProvisionAsync(request => request with { Kinds = [RoleKind.ReadWrite], RotatePassword = true });
        Assert.Equal((RoleState.Updated, true), (outcomes[0].State, outcomes[0].PasswordChanged));
        Assert.Equal(
            ["ALTER LOGIN [hoop_rw] WITH CHECK_POLICY = OFF;", "ALTER LOGIN [hoop_rw] WITH CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;"],
            scenario.Server.Changes[^1].Sql.Split('\n')[2..4]);
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }

    [Fact]
    public async Task Without_a_vault_a_marked_login_gets_a_new_password_that_the_plan_announces()
    {
        await using var scenario = new RoleScenario(noVault: true);
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        var plan = await scenario.PlanAsync(request => request with { Kinds = [RoleKind.ReadOnly] });
        Assert.Contains("no vault was given", plan.Plan.Steps[0].Note, StringComparison.Ordinal);
        Assert.NotNull((await scenario.ApplyAsync(plan))[0].Login);
        // The mark alone proves nothing of a login that somebody else made anew.
        scenario.Server.Logins["hoop_ro"] = scenario.Server.Logins["hoop_ro"] with { Sid = [4, 4] };
        Assert.Equal("Roles.NotOurs", (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync())).ErrorId);
    }

    [Fact]
    public async Task A_test_without_a_vault_takes_passwords_as_they_are_and_logins_of_earlier_versions_as_ours_by_the_mark_only()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.MakeEarlier();
        var plan = await scenario.Engine.Roles.PlanAsync(scenario.Request, new PresumedRolePasswords(), scenario.Host, Stop);
        Assert.All(plan.States.Values, state => Assert.Equal(RoleState.InSync, state));
        scenario.Server.Databases["shop"].Marks.Clear();
        var error = await Assert.ThrowsAsync<HoopException>(
            () => scenario.Engine.Roles.PlanAsync(scenario.Request, new PresumedRolePasswords(), scenario.Host, Stop));
        Assert.Equal("Roles.NotOurs", error.ErrorId);
    }

    [Fact]
    public async Task A_disabled_login_is_enabled_with_a_new_password()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.Logins["hoop_ro"] = scenario.Server.Logins["hoop_ro"] with { IsDisabled = true };
        var plan = await scenario.PlanAsync();
        Assert.Equal(["enable login", "set password", "unlock, policy on", "unlock, policy on"],
            plan.Plan.Steps.Select(step => step.Action));
        Assert.Equal(RoleState.Updated, (await scenario.ApplyAsync(plan))[0].State);
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }

    [Fact]
    public async Task A_failure_in_one_database_leaves_the_others_done_and_running_again_finishes()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("bad");
        scenario.Server.AddDatabase("good");
        scenario.Server.FailOn = request => request.Database == "bad"
            && request.Sql.Contains("CREATE USER [hoop_rw]", StringComparison.Ordinal)
            ? new TdsError(15151, "Cannot alter the role 'db_datareader', because it does not exist or you do not have permission.") : null;
        var outcomes = await scenario.ProvisionAsync();
        Assert.Equal([RoleState.Created, RoleState.Incomplete, RoleState.Created], outcomes.Select(outcome => outcome.State));
        Assert.Equal(["good"], outcomes[1].Databases);
        Assert.Contains(outcomes[1].Findings, finding => finding is { Database: "bad", Reason: "Failed" }
            && finding.Message.Contains("15151", StringComparison.Ordinal));
        Assert.NotNull(outcomes[1].Login);
        scenario.Server.FailOn = _ => null;
        Assert.Equal([RoleState.InSync, RoleState.Updated, RoleState.InSync], (await scenario.ProvisionAsync())
            .Select(outcome => outcome.State));
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }

    [Fact]
    public async Task A_login_that_cannot_be_made_fails_alone()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        scenario.Server.FailOn = request => request.Sql.StartsWith("CREATE LOGIN [hoop_ro]", StringComparison.Ordinal)
            ? new TdsError(15118,
                "Password validation failed. The password is not complex enough.") : null;
        var outcomes = await scenario.ProvisionAsync();
        Assert.Equal([RoleState.Failed, RoleState.Created, RoleState.Created], outcomes.Select(outcome => outcome.State));
        Assert.Null(outcomes[0].Login);
        Assert.DoesNotContain("hoop_ro", scenario.Server.Databases["shop"].Principals.Keys);
    }

    [Fact]
    public async Task A_run_that_crosses_another_one_reads_again_and_does_what_is_left()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        var crossed = false;
        scenario.Server.FailOn = request =>
        {
            if (crossed || !request.Sql.Contains("CREATE USER [hoop_ro]", StringComparison.Ordinal))
                return null;
            crossed = true;
            shop.Principals["hoop_ro"] = new DatabasePrincipal("hoop_ro", "S", scenario.Server.Logins["hoop_ro"].Sid, 1, 0);
            return new TdsError(15023, "User, group, or role 'hoop_ro' already exists in the current database.");
        };
        Assert.All(await scenario.ProvisionAsync(), outcome => Assert.Equal(RoleState.Created, outcome.State));
        Assert.True(crossed);
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }

    [Fact]
    public async Task Each_database_is_read_in_one_round_trip_and_changed_on_one_connection()
    {
        await using var scenario = new RoleScenario();
        for (var i = 0; i < 12; i++)
            scenario.Server.AddDatabase($"db{i}");
        await scenario.ProvisionAsync();
        var perDatabase = scenario.Server.Endpoint.Requests.Where(request => request.Database != "master")
            .ToLookup(request => request.Database);
        // Set up and read for the plan; set up, read, three roles in one transaction, read again.
        Assert.All(perDatabase, requests => Assert.Equal((2, 4), (requests.Count(IsSetup), requests.Count(request => !IsSetup(request)))));
    }

    private static bool IsSetup(TdsRequest request) => request.Sql.StartsWith("SET NOCOUNT", StringComparison.Ordinal);
}
