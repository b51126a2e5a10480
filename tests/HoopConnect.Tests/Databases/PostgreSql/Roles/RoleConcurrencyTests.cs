using HoopConnect.Credentials;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using HoopConnect.Tests.Credentials.Fakes;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

public class RoleConcurrencyTests
{
    private const int Runs = 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task Many_runs_at_once_on_one_server_all_end_well_with_one_set_of_passwords(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(Roomy(major, asOnRds));
        await roles.AsMasterAsync("postgres", "CREATE ROLE app_owner", "CREATE DATABASE app");
        await roles.AsSuperuserAsync("app", "CREATE SCHEMA owned AUTHORIZATION app_owner");
        await roles.AsAsync("app_owner", "app", "CREATE TABLE owned.t (id serial, v text)");

        // All plan on the empty server first, so that all of them try to make everything.
        var plans = await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => roles.PlanAsync()));
        var runs = await Task.WhenAll(plans.Select(plan => Task.Run(() => roles.ApplyAsync(plan), Stop)));

        Assert.All(runs.SelectMany(outcomes => outcomes.Values), outcome =>
        {
            Assert.Empty(outcome.Findings);
            Assert.Contains(outcome.State, new[] { RoleState.Created, RoleState.Updated, RoleState.InSync });
            Assert.Equal(roles.Passwords.Stored[outcome.Kind], outcome.Login);
        });
        Assert.Equal(3, roles.Passwords.Changes);
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task Many_runs_at_once_each_on_a_database_of_its_own_all_end_well(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(Roomy(major, asOnRds));
        await roles.AsMasterAsync("postgres", "CREATE ROLE app_owner");
        var plans = new List<RolePlan>();
        for (var run = 0; run < Runs; run++)
        {
            // Only this one database is open while the run plans, so that each run has one of its own beside the maintenance database.
            await roles.AsMasterAsync("postgres", $"CREATE DATABASE app{run}");
            await roles.AsSuperuserAsync($"app{run}", "CREATE SCHEMA owned AUTHORIZATION app_owner");
            plans.Add(await roles.PlanAsync());
            await roles.AsSuperuserAsync("postgres", $"ALTER DATABASE app{run} ALLOW_CONNECTIONS false");
        }

        await roles.AsSuperuserAsync("postgres",
            [.. Enumerable.Range(0, Runs).Select(run => $"ALTER DATABASE app{run} ALLOW_CONNECTIONS true")]);
        // All of them join the same owner, each for a transaction in its own database.
        Assert.All(plans, plan => Assert.Single(plan.Plan.Steps, step => step.Action == "join owner"));
        var runs = await Task.WhenAll(plans.Select(plan => Task.Run(() => roles.ApplyAsync(plan), Stop)));

        Assert.All(runs.SelectMany(outcomes => outcomes.Values).SelectMany(outcome => outcome.Findings), finding =>
            Assert.Equal("NotConnectable", finding.Reason));
        Assert.Equal(3, roles.Passwords.Changes);
        Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Fact]
    public async Task Runs_that_do_not_see_each_others_lock_end_well_too_with_one_set_of_passwords()
    {
        const int blindRuns = 6;
        await using var roles = await RoleServer.StartAsync(Roomy(18, asOnRds: true));
        var engines = Enumerable.Range(0, blindRuns).Select(run => new CountingEngine { Maintenance = $"lock{run}" }).ToList();
        await roles.AsMasterAsync("postgres", "CREATE ROLE app_owner");
        foreach (var engine in engines)
        {
            await roles.AsMasterAsync("postgres", $"CREATE DATABASE {engine.MaintenanceDatabase}");
            await roles.AsSuperuserAsync(engine.MaintenanceDatabase, "CREATE SCHEMA owned AUTHORIZATION app_owner", "SET ROLE app_owner",
                "CREATE TABLE owned.t (i serial)");
        }

        var vault = CredentialSamples.Checked(new InMemoryVault());
        var plans = await Task.WhenAll(engines.Select(async engine =>
            (Engine: engine, Plan: await engine.Roles.PlanAsync(roles.Request, Passwords(engine), roles.Host, Stop))));
        var runs = await Task.WhenAll(plans.Select(run =>
            Task.Run(() => run.Plan.ApplyAsync(Passwords(run.Engine), roles.Host, Stop).ToListAsync(Stop).AsTask(), Stop)));
        var outcomes = runs.SelectMany(outcome => outcome).ToList();

        Assert.All(outcomes, outcome =>
        {
            Assert.Empty(outcome.Findings);
            Assert.Contains(outcome.State, new[] { RoleState.Created, RoleState.Updated, RoleState.InSync });
        });
        foreach (var ofOne in outcomes.GroupBy(outcome => outcome.Kind))
        {
            var password = Assert.Single(ofOne.Select(outcome => outcome.Login!.Password.Reveal()).Distinct());
            Assert.Equal(LoginOutcome.Accepted,
                await roles.Engine.TryLoginAsync(roles.Request.AsRole(new DatabaseLogin(ofOne.Key.RoleName(), Secret.From(password))),
                    Stop));
        }

        var afterwards = await roles.Engine.Roles.PlanAsync(roles.Request, Passwords(roles.Engine), roles.Host, Stop);
        RoleAssert.InSync(afterwards);

        VaultRolePasswords Passwords(CountingEngine engine) =>
            new(vault, DatabaseIdentity.Of(CredentialSamples.Database()), engine, roles.Request.Master);
    }

    [Fact]
    public async Task Cancellation_while_another_run_holds_the_lock_answers_at_once()
    {
        await using var roles = await RoleServer.StartAsync();
        var plan = await roles.PlanAsync();
        await using var holder = await roles.Server.OpenMasterAsync(cancellationToken: Stop);
        await using (var command = holder.CreateCommand())
        {
            command.CommandText = $"SELECT pg_advisory_lock({ServerLock.Key})";
            await command.ExecuteNonQueryAsync(Stop);
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var applying = Task.Run(async () =>
        {
            await foreach (var outcome in plan.ApplyAsync(roles.Passwords, roles.Host, cancel.Token))
                Assert.Fail($"Nothing should have been applied: {outcome}");
        }, Stop);
        while (!roles.Host.Everything.Any(line => line.Contains("waiting", StringComparison.Ordinal)))
            await Task.Delay(20, Stop);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => applying.WaitAsync(TimeSpan.FromSeconds(5), Stop));
        Assert.Equal(0L, await roles.ValueAsync("postgres", "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'hoop%'"));
    }

    private static PostgresServerOptions Roomy(int major, bool asOnRds) =>
        new()
        {
            Major = major,
            MasterHasPredefinedRoles = asOnRds,
            Settings = new Dictionary<string, string> { ["max_connections"] = "200" },
        };
}
