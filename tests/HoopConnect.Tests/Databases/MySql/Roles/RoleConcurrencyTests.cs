using HoopConnect.Databases.Roles;

namespace HoopConnect.Tests.Databases.MySql.Roles;

/// <summary>Runs at once on one server.</summary>
public sealed class RoleConcurrencyTests
{
    public static TheoryData<string> Programs => MySqlTests.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Three_runs_at_once_make_and_remove_the_roles_five_times_without_a_failure(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders", "CREATE SCHEMA shop");
        for (var round = 0; round < 5; round++)
        {
            // All plan on the server without roles, so that all of them try to make everything.
            var plans = await Task.WhenAll(scenario.PlanAsync(), scenario.PlanAsync(), scenario.PlanAsync());
            var made = await Task.WhenAll(plans.Select(plan => scenario.ApplyAsync(plan)));
            Assert.All(made.SelectMany(outcomes => outcomes), outcome =>
            {
                Assert.Empty(outcome.Findings);
                Assert.Contains(outcome.State, new[] { RoleState.Created, RoleState.Updated, RoleState.InSync });
            });
            Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
            foreach (var kind in RoleNames.All)
                await (await scenario.OpenAsync(kind)).DisposeAsync();

            var removed = await Task.WhenAll(scenario.RemoveAsync(), scenario.RemoveAsync(), scenario.RemoveAsync());
            Assert.All(removed.SelectMany(outcomes => outcomes), outcome =>
                Assert.Equal((RoleState.Removed, 0), (outcome.State, outcome.Findings.Count)));
        }
    }
}
