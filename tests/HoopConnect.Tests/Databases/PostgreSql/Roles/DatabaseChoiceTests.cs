using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

/// <summary>The roles in some of the databases: only those are changed, and only those are judged.</summary>
public class DatabaseChoiceTests
{
    private const string InsufficientPrivilege = "42501";

    [Fact]
    public async Task Only_the_chosen_databases_are_changed_and_judged()
    {
        await using var roles = await RoleServer.StartAsync();
        foreach (var database in new[] { "app", "other" })
        {
            await roles.AsMasterAsync("postgres", $"CREATE DATABASE {database}");
            await roles.AsMasterAsync(database, "CREATE TABLE t (id int)");
        }

        var app = roles.Request with { Databases = DatabaseChoice.Parse(["APP"], []) };
        var plan = await roles.PlanAsync(app);
        Assert.DoesNotContain(plan.Plan.Steps, step => step.Target is "database \"other\"" or "database \"postgres\"");
        var outcomes = await roles.ApplyAsync(plan);
        RoleAssert.All(RoleState.Created, outcomes);
        Assert.All(outcomes.Values, outcome => Assert.Equal(["app"], outcome.Databases));
        await roles.AsRoleAsync(RoleKind.ReadOnly, "app", "SELECT * FROM t");
        Assert.Equal(InsufficientPrivilege, await roles.RefusalAsync(RoleKind.ReadOnly, "other", "SELECT * FROM t"));
        RoleAssert.InSync(await roles.PlanAsync(app));
        Assert.All((await roles.PlanAsync()).States.Values, state => Assert.Equal(RoleState.Drifted, state));

        // What somebody gave in the others is there to stay.
        await roles.AsMasterAsync("other", "GRANT DELETE ON t TO hoop_ro");
        await roles.AsMasterAsync("postgres", "ALTER ROLE hoop_ro IN DATABASE other SET work_mem = '8MB'");
        RoleAssert.InSync(await roles.PlanAsync(app));
        RoleAssert.InSync(await roles.PlanAsync(roles.Request with { Databases = DatabaseChoice.Parse(["a*"], ["other"]) }));
        await roles.AsRoleAsync(RoleKind.ReadOnly, "other", "DELETE FROM t WHERE false");
    }

    [Fact]
    public async Task What_no_database_holds_is_judged_all_the_same()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        var app = roles.Request with { Databases = DatabaseChoice.Parse(["app"], []) };
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync(app));
        Assert.SkipUnless(roles.Server.Major >= 15, "PostgreSQL has privileges on parameters from 15 on.");
        await roles.AsSuperuserAsync("postgres", "GRANT SET ON PARAMETER session_preload_libraries TO hoop_ro");
        var plan = await roles.PlanAsync(app);
        Assert.Equal(RoleState.Incomplete, plan.States[RoleKind.ReadOnly]);
        Assert.Contains(plan.Findings[RoleKind.ReadOnly], finding => finding.Subject.StartsWith("parameter", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_an_error_before_anything_is_changed()
    {
        await using var roles = await RoleServer.StartAsync();
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            roles.PlanAsync(roles.Request with { Databases = DatabaseChoice.Parse(["postgres", "gone"], []) }));
        Assert.Equal("Database.NotFound", error.ErrorId);
        Assert.Contains("'gone'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await roles.ValueAsync("postgres", "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'hoop\\_%'"));
    }
}
