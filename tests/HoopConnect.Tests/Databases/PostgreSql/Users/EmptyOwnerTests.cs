using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

/// <summary>Who owned what a removed user owned goes with a later removal, once it owns nothing any more, in no database.</summary>
public class EmptyOwnerTests
{
    [Theory]
    [EveryMajor]
    public async Task One_that_owns_nothing_in_any_database_is_planned_and_goes_with_its_last_rights(int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var owner = await LeaveAsync(server, 1);
        Assert.Empty(Sweeps(await server.PlanAsync(server.Request("nobody"))));
        // Nothing in one database, and still something in the other.
        await server.Roles.AsSuperuserAsync("app", "DROP TABLE work.kept");
        await server.RemoveAsync(server.Request("nobody"));
        Assert.True(await IsThereAsync(server, owner));
        await server.Roles.AsSuperuserAsync("other", "DROP TABLE work.kept");

        var plan = await server.PlanAsync(server.Request("nobody"));
        Assert.Equal(
            [$"DROP OWNED BY \"{owner}\"", $"DROP OWNED BY \"{owner}\"", $"DROP ROLE \"{owner}\""],
            Sweeps(plan).Select(step => step.Statement));
        Assert.True(await IsThereAsync(server, owner));
        await server.ApplyAsync(plan);
        Assert.False(await IsThereAsync(server, owner));
        Assert.Equal(0L, await server.Roles.MembershipsOfMasterAsync());
        Assert.Empty(Sweeps(await server.PlanAsync(server.Request("nobody"))));
    }

    [Theory]
    [EveryMajor]
    public async Task One_that_came_to_own_something_since_the_plan_keeps_it(int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var owner = await LeaveAsync(server, 1);
        foreach (var database in new[] { "app", "other" })
            await server.Roles.AsSuperuserAsync(database, "DROP TABLE work.kept");
        var plan = await server.PlanAsync(server.Request("nobody"));
        Assert.NotEmpty(Sweeps(plan));
        await server.Roles.AsSuperuserAsync("app", $"CREATE TABLE work.late (i int)", $"ALTER TABLE work.late OWNER TO {owner}");
        await server.ApplyAsync(plan);
        Assert.True(await IsThereAsync(server, owner));
        Assert.Equal(owner, await server.Roles.ValueAsync("app", "SELECT tableowner FROM pg_tables WHERE tablename = 'late'"));
    }

    [Theory]
    [InlineData("COMMENT ON ROLE hoop_removed_5 IS 'mine'")]
    [InlineData("ALTER ROLE hoop_removed_5 LOGIN")]
    [InlineData("ALTER ROLE hoop_removed_5 CREATEDB")]
    [InlineData("CREATE ROLE friend; GRANT hoop_removed_5 TO friend")]
    [InlineData("CREATE ROLE power; GRANT power TO hoop_removed_5")]
    [InlineData("GRANT CONNECT ON DATABASE postgres TO hoop_removed_5")]
    [InlineData("ALTER ROLE hoop_removed_5 RENAME TO hoop_removed_by_me")]
    public async Task One_that_is_not_as_we_make_it_is_left_alone(string change)
    {
        await using var server = await RemovalServer.StartAsync(17, asOnRds: true);
        await server.Roles.AsMasterAsync("postgres", "CREATE ROLE hoop_removed_5 NOLOGIN NOINHERIT",
            $"COMMENT ON ROLE hoop_removed_5 IS '{NewOwner.Mark("x")}'");
        Assert.Single(Sweeps(await server.PlanAsync(server.Request("nobody"))));
        foreach (var statement in change.Split("; "))
            await server.Roles.AsSuperuserAsync("postgres", statement);
        Assert.Empty(Sweeps(await server.PlanAsync(server.Request("nobody"))));
    }

    [Fact]
    public async Task The_new_owner_of_a_user_that_is_there_is_its_own()
    {
        await using var server = await RemovalServer.StartAsync(17, asOnRds: true);
        var user = await server.MakeAsync(1, "2999-01-01");
        var number = await server.Roles.ValueAsync("postgres", $"SELECT oid FROM pg_roles WHERE rolname = '{RemovalServer.Name(1)}'");
        await server.Roles.AsMasterAsync("postgres", $"CREATE ROLE hoop_removed_{number} NOLOGIN NOINHERIT",
            $"COMMENT ON ROLE hoop_removed_{number} IS '{NewOwner.Mark(RemovalServer.Name(1))}'");
        Assert.Empty(Sweeps(await server.PlanAsync(server.Request("nobody"))));
        await server.Roles.AsMasterAsync("postgres", $"DROP ROLE {user}");
        Assert.Single(Sweeps(await server.PlanAsync(server.Request("nobody"))));
    }

    /// <summary>Removes a user that owns a table in each of two databases; gives who owns them then.</summary>
    private static async Task<string> LeaveAsync(RemovalServer server, int number)
    {
        var user = await server.MakeAsync(number);
        foreach (var database in new[] { "app", "other" })
        {
            await server.Roles.AsMasterAsync("postgres", $"CREATE DATABASE {database}");
            await server.Roles.AsMasterAsync(database, "CREATE SCHEMA work", $"GRANT USAGE, CREATE ON SCHEMA work TO {user}");
            await server.Roles.AsAsync(user, database, "CREATE TABLE work.kept (i int)");
        }

        var outcome = Assert.Single((await server.RemoveAsync(await server.RequestAsync())).Values);
        Assert.Equal(UserRemovalState.Removed, outcome.State);
        return (string)(await server.Roles.ValueAsync("app", "SELECT tableowner::text FROM pg_tables WHERE tablename = 'kept'"))!;
    }

    private static IEnumerable<PlanStep> Sweeps(UserRemovalPlan plan) =>
        plan.Plan.Steps.Where(step => step.Action.EndsWith("empty owner", StringComparison.Ordinal));

    private static async Task<bool> IsThereAsync(RemovalServer server, string role) =>
        await server.Roles.ValueAsync("postgres", $"SELECT 1 FROM pg_roles WHERE rolname = '{role}'") is not null;
}
