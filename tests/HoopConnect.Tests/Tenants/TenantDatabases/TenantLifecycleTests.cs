using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Tenants.TenantDatabases;

namespace HoopConnect.Tests.Tenants.TenantDatabases;

/// <summary>Tenants from their making to their end, on real servers, with roles and associations in the sandbox's IAM and EKS.</summary>
public sealed class TenantLifecycleTests(TenantServers servers) : IClassFixture<TenantServers>
{
    public static TheoryData<string> Engines => TenantScenario.Engines;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_tenant_is_whole_uses_its_database_by_its_own_role_and_a_second_run_has_nothing_to_do(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        var (rows, host) = await scenario.MakeAsync(TenantScenario.Workload("whole"));
        Assert.Empty(host.Errors);
        var tenant = Assert.Single(rows);
        Assert.Equal((TenantState.Created, "whole"), (tenant.State, tenant.Tenant));
        Assert.Equal(TenantName.For("whole", scenario.Server.Database.Arn), tenant.UserName);
        Assert.Equal((tenant.UserName, $"arn:aws:iam::{tenant.AccountId}:role/{tenant.UserName}"), (tenant.DatabaseName, tenant.RoleArn));
        Assert.EndsWith($":dbuser:{scenario.Server.Database.ResourceId}/{tenant.UserName}", tenant.ConnectArn, StringComparison.Ordinal);
        Assert.Equal(engine == "postgres", tenant.OpenDatabases.Contains("template1"));
        Assert.DoesNotContain(tenant.DatabaseName, tenant.OpenDatabases);
        var table = Table(engine, "kine");
        await scenario.RunAsync(tenant, $"CREATE TABLE {table} (id int)", $"INSERT INTO {table} VALUES (1)", $"DROP TABLE {table}");

        var eks = scenario.Iam.Session.Eks(tenant.AccountId, tenant.Region);
        var association = (await eks.DescribePodIdentityAssociationAsync("apps", tenant.AssociationId!, Stop))!;
        Assert.Equal((tenant.RoleArn, "tenants", "sa-whole"), (association.RoleArn, association.Namespace, association.ServiceAccount));
        var role = (await scenario.Iam.Session.IamIn(tenant.AccountId).GetRoleAsync(tenant.UserName, Stop))!;
        Assert.EndsWith(":policy/HoopConnectorBoundary", role.PermissionsBoundary, StringComparison.Ordinal);
        Assert.Equal("whole", role.Tags["hoop.dev/tenant"]);

        var (again, second) = await scenario.MakeAsync(TenantScenario.Workload("whole"));
        Assert.Equal(TenantState.Whole, Assert.Single(again).State);
        Assert.All(second.Plans, plan => Assert.True(plan.IsEmpty, plan.ToString()));
        var read = Assert.Single((await scenario.ReadAsync("whole")).Rows);
        Assert.Equal((TenantState.Whole, "sa-whole", tenant.AssociationId), (read.State, read.ServiceAccount, read.AssociationId));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_tenant_enters_no_database_of_a_neighbour_and_is_nobody_but_itself(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        var (rows, _) = await scenario.MakeAsync(TenantScenario.Workload("left"), TenantScenario.Workload("right"));
        var (left, right) = (rows[0], rows[1]);
        Assert.Null(await scenario.LogInAsync(left));
        Assert.NotNull(await scenario.LogInAsync(left, right.DatabaseName));
        // The role signs for another user, and IAM does not allow that one.
        Assert.NotNull(await scenario.LogInAsync(left, right.DatabaseName, right.UserName));
        Assert.Equal("rds-db:connect is not allowed", scenario.Iam.LastRefusal);
        var more = engine == "postgres" ? "CREATE DATABASE mine" : "CREATE USER mine";
        await Assert.ThrowsAnyAsync<HoopException>(() => scenario.RunAsync(left, more));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Nothing_is_left_of_a_tenant_who_was_removed(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        var tenant = Assert.Single((await scenario.MakeAsync(TenantScenario.Workload("gone"))).Rows);
        await scenario.RunAsync(tenant, engine == "postgres"
            ? ["CREATE SCHEMA own", "CREATE TABLE own.t (id int)", "CREATE FUNCTION own.f() RETURNS int SECURITY DEFINER LANGUAGE sql "
                + "RETURN 1"]
            : ["CREATE TABLE t (id int)", "CREATE VIEW v AS SELECT id FROM t"]);

        var (rows, host) = await scenario.RemoveAsync(false, "gone");
        Assert.Empty(host.Errors);
        Assert.Equal(TenantState.Removed, Assert.Single(rows).State);
        await NothingLeftAsync(scenario, engine, tenant);
        var (again, second) = await scenario.RemoveAsync(false, "gone");
        Assert.Equal(TenantState.Missing, Assert.Single(again).State);
        Assert.Empty(second.Errors);
        var (none, reading) = await scenario.ReadAsync("gone");
        Assert.Empty(none);
        Assert.Equal("Tenant.NotFound", Assert.Single(reading.Errors).ErrorId);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_retained_database_keeps_its_data_lets_nobody_in_and_is_taken_up_again(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        var tenant = Assert.Single((await scenario.MakeAsync(TenantScenario.Workload("kept"))).Rows);
        var table = Table(engine, "kept");
        await scenario.RunAsync(tenant, $"CREATE TABLE {table} (id int)", $"INSERT INTO {table} VALUES (1)");

        Assert.Equal(TenantState.Retained, Assert.Single((await scenario.RemoveAsync(true, "kept")).Rows).State);
        Assert.DoesNotContain(scenario.Account.Roles, role => role.Name == tenant.UserName);
        Assert.Equal(TenantState.Retained, Assert.Single((await scenario.ReadAsync("kept")).Rows).State);
        // Even who has a token signed by an administrator.
        var token = await scenario.Iam.TokenAsync(tenant.UserName);
        Assert.Equal(LoginOutcome.Refused, await scenario.Iam.Engine.TryLoginAsync(
            scenario.Iam.Settings(tenant.UserName, token) with { Database = tenant.DatabaseName }, Stop));

        var (rows, host) = await scenario.MakeAsync(TenantScenario.Workload("kept"));
        Assert.Empty(host.Errors);
        Assert.Equal((TenantState.Updated, tenant.UserName), (rows[0].State, rows[0].UserName));
        await scenario.RunAsync(rows[0], $"INSERT INTO {table} VALUES (2)");
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_bears_the_name_and_is_not_the_tenants_is_not_touched(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        var (user, database) = (TenantName.For("user", scenario.Server.Database.Arn), TenantName.For("base", scenario.Server.Database.Arn));
        await scenario.Iam.ArrangeAsync(
            engine == "postgres" ? $"CREATE ROLE {user}" : $"CREATE USER {user}", $"CREATE DATABASE {database}");

        var (rows, host) = await scenario.MakeAsync(
            TenantScenario.Workload("base"), TenantScenario.Workload("other"), TenantScenario.Workload("user"));
        Assert.Equal([TenantState.Failed, TenantState.Created, TenantState.Failed], rows.Select(row => row.State));
        Assert.All(host.Errors, error => Assert.Equal("TenantDatabase.NotOurs", error.ErrorId));
        Assert.Equal(2, host.Errors.Count);
        Assert.DoesNotContain(scenario.Account.Roles, role => role.Name == user || role.Name == database);

        var (removed, _) = await scenario.RemoveAsync(false, "base", "user");
        Assert.All(removed, row => Assert.Equal(TenantState.Failed, row.State));
        Assert.Single(await scenario.AskAsync(Existing(engine, "database", database)));
        Assert.Single(await scenario.AskAsync(Existing(engine, "user", user)));
    }

    [Fact]
    public async Task A_service_account_that_another_tenant_has_is_refused_and_said_to_be_ours()
    {
        var scenario = await servers.GetAsync("postgres");
        await scenario.MakeAsync(TenantScenario.Workload("has-it"));
        var (rows, host) = await scenario.MakeAsync(TenantScenario.Workload("has-it") with { Tenant = "wants-it" });
        Assert.Equal(TenantState.Failed, Assert.Single(rows).State);
        var error = Assert.Single(host.Errors);
        Assert.Equal("Workload.AssociationInUse", error.ErrorId);
        Assert.Contains("was made by HoopConnect for something else", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_removal_shows_what_it_does_in_its_order(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        await scenario.MakeAsync(TenantScenario.Workload("leaving"));
        var (_, host) = await scenario.RemoveAsync(
            new TenantRequest(scenario.Server, [new TenantWorkload("leaving")]), mode: RunMode.Show);
        var steps = Assert.Single(host.Plans).Steps.Select(step => step.Statement).ToList();
        Assert.Single(steps, step => step.EndsWith(engine == "postgres" ? "NOLOGIN" : "ACCOUNT LOCK", StringComparison.Ordinal));
        string[] order = engine == "postgres"
            ? ["eks:Delete", "iam:DeleteRolePolicy", "iam:DeleteRole", "ALTER ROLE", "DROP DATABASE", "DROP ROLE"]
            : ["eks:Delete", "iam:DeleteRolePolicy", "iam:DeleteRole", "ALTER USER", "DROP DATABASE", "DROP USER"];
        var at = order.Select(text => steps.FindIndex(step => step.StartsWith(text, StringComparison.Ordinal))).ToList();
        Assert.DoesNotContain(-1, at);
        Assert.Equal(at.Order(), at);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_plan_shows_every_statement_and_call_and_changes_nothing(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        var (rows, host) = await scenario.MakeAsync(
            new TenantRequest(scenario.Server, [TenantScenario.Workload("shown")]), RunMode.Show);
        Assert.Empty(rows);
        var plan = string.Join('\n', host.Plans.Select(plan => plan.ToString()));
        string[] shown =
        [
            engine == "postgres" ? "TEMPLATE template0 ALLOW_CONNECTIONS false" : "CREATE DATABASE",
            "iam:CreateRole", "PermissionsBoundary=", "iam:PutRolePolicy", "eks:CreatePodIdentityAssociation",
        ];
        Assert.All(shown, text => Assert.Contains(text, plan, StringComparison.Ordinal));
        await NothingLeftAsync(scenario, engine, TenantName.For("shown", scenario.Server.Database.Arn));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Parts_that_are_missing_or_stale_are_named_and_mended_by_another_run(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        var tenant = Assert.Single((await scenario.MakeAsync(TenantScenario.Workload("worn"))).Rows);
        var iam = scenario.Iam.Session.IamIn(tenant.AccountId);
        // What a restore leaves behind: the policy names the resource of before.
        var policy = (await iam.GetRolePolicyAsync(tenant.UserName, "HoopTenantConnect", Stop))!;
        await iam.PutRolePolicyAsync(
            tenant.UserName, "HoopTenantConnect",
            policy.Replace(scenario.Server.Database.ResourceId, "db-BEFORETHERESTORE", StringComparison.Ordinal), Stop);
        await scenario.Iam.Session.Eks(tenant.AccountId, tenant.Region)
            .DeletePodIdentityAssociationAsync("apps", tenant.AssociationId!, Stop);
        await scenario.Iam.ArrangeAsync(engine == "postgres"
            ? $"REVOKE CREATE ON DATABASE {tenant.DatabaseName} FROM {tenant.UserName}"
            : $"REVOKE INSERT ON {tenant.DatabaseName}.* FROM {tenant.UserName}");
        Assert.NotNull(await scenario.LogInAsync(tenant));

        var read = Assert.Single((await scenario.ReadAsync("worn")).Rows);
        Assert.Equal(TenantState.Incomplete, read.State);
        Assert.Contains(
            $"policy is stale, it names db-BEFORETHERESTORE and the server is {scenario.Server.Database.ResourceId}", read.Message,
            StringComparison.Ordinal);
        Assert.Contains("create pod identity association", read.Message, StringComparison.Ordinal);
        Assert.Contains("grant", read.Message, StringComparison.Ordinal);

        Assert.Equal(TenantState.Updated, Assert.Single((await scenario.MakeAsync(TenantScenario.Workload("worn"))).Rows).State);
        Assert.Equal(TenantState.Whole, Assert.Single((await scenario.ReadAsync("worn")).Rows).State);
        Assert.Null(await scenario.LogInAsync(tenant));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_server_that_was_restored_under_another_name_finds_its_tenants_by_their_marks(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        var before = Assert.Single((await scenario.MakeAsync(TenantScenario.Workload("moved"))).Rows);
        var restored = scenario.Server with
        {
            Database = scenario.Server.Database with { Arn = scenario.Server.Database.Arn + "-restored", ResourceId = "db-RESTORED" },
        };
        var (rows, host) = await scenario.MakeAsync(new TenantRequest(restored, [TenantScenario.Workload("moved")]));
        Assert.Empty(host.Errors);
        var after = Assert.Single(rows);
        Assert.Equal((TenantState.Updated, before.UserName), (after.State, after.UserName));
        Assert.EndsWith($":dbuser:db-RESTORED/{before.UserName}", after.ConnectArn, StringComparison.Ordinal);
        Assert.NotEqual(before.UserName, TenantName.For("moved", restored.Database.Arn));

        // Who clears up on the server of before takes nothing from the restored one.
        var (removed, removing) = await scenario.RemoveAsync(false, "moved");
        Assert.Empty(removing.Errors);
        Assert.Equal(TenantState.Removed, Assert.Single(removed).State);
        Assert.Contains(restored.Database.Arn, Assert.Single(removing.Warnings), StringComparison.Ordinal);
        Assert.Contains(scenario.Account.Roles, role => role.Name == before.UserName);
        Assert.NotNull(await scenario.Iam.Session.Eks(after.AccountId, after.Region)
            .DescribePodIdentityAssociationAsync("apps", after.AssociationId!, Stop));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task On_an_Aurora_cluster_and_by_an_OIDC_provider_the_role_names_the_cluster_and_trusts_the_service_account(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        var database = scenario.Server.Database;
        var cluster = scenario.Server with
        {
            Database = database with
            {
                Arn = database.Arn.Replace(":db:", ":cluster:", StringComparison.Ordinal) + "-cluster",
                ResourceId = "cluster-SHARED",
                Kind = DatabaseKind.Cluster,
                Engine = engine == "postgres" ? "aurora-postgresql" : "aurora-mysql",
            },
        };
        var workload = new TenantWorkload("aurora")
        {
            OidcProvider = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
            Namespace = "tenants",
            ServiceAccount = "sa-aurora",
        };
        var (rows, host) = await scenario.MakeAsync(new TenantRequest(cluster, [workload]));
        Assert.Empty(host.Errors);
        var tenant = Assert.Single(rows);
        Assert.EndsWith($":dbuser:cluster-SHARED/{tenant.UserName}", tenant.ConnectArn, StringComparison.Ordinal);
        Assert.Null(tenant.AssociationId);
        var role = (await scenario.Iam.Session.IamIn(tenant.AccountId).GetRoleAsync(tenant.UserName, Stop))!;
        Assert.Contains("system:serviceaccount:tenants:sa-aurora", role.AssumeRolePolicyDocument, StringComparison.Ordinal);
        Assert.Contains("sts:AssumeRoleWithWebIdentity", role.AssumeRolePolicyDocument, StringComparison.Ordinal);

        var (again, _) = await scenario.MakeAsync(new TenantRequest(cluster, [workload]));
        Assert.Equal(TenantState.Whole, Assert.Single(again).State);
        var (removed, removing) = await scenario.RemoveAsync(new TenantRequest(cluster, [new TenantWorkload("aurora")]));
        Assert.Empty(removing.Errors);
        Assert.Equal(TenantState.Removed, Assert.Single(removed).State);
        await NothingLeftAsync(scenario, engine, tenant);
    }

    private static Task NothingLeftAsync(TenantScenario scenario, string engine, TenantDatabase tenant) =>
        NothingLeftAsync(scenario, engine, tenant.UserName);

    private static async Task NothingLeftAsync(TenantScenario scenario, string engine, string name)
    {
        Assert.Empty(await scenario.AskAsync(Existing(engine, "database", name)));
        Assert.Empty(await scenario.AskAsync(Existing(engine, "user", name)));
        Assert.DoesNotContain(scenario.Account.Roles, role => role.Name == name);
        Assert.DoesNotContain(
            scenario.Account.In("eu-west-1").EksClusters.SelectMany(cluster => cluster.Associations),
            association => association.RoleArn.EndsWith("/" + name, StringComparison.Ordinal));
    }

    private static string Table(string engine, string name) => engine == "postgres" ? "public." + name : name;

    private static string Existing(string engine, string what, string name) => (engine, what) switch
    {
        ("postgres", "database") => $"SELECT 1 FROM pg_database WHERE datname = '{name}'",
        ("postgres", _) => $"SELECT 1 FROM pg_roles WHERE rolname = '{name}'",
        (_, "database") => $"SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '{name}'",
        _ => $"SELECT 1 FROM mysql.user WHERE User = '{name}'",
    };
}
