using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Databases.MySql.Roles;
using HoopConnect.Tests.Databases.MySql.SessionUsers;

namespace HoopConnect.Tests.Databases.MySql.Users;

/// <summary>Any request to the server may be the last one of a run: the next run ends what it began, and no password is lost.</summary>
public sealed class BreakingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_user_is_made_whole_by_the_next_run()
    {
        await using var scenario = await SessionUserScenario.StartAsync();

        var rounds = await BreakingConnection.AfterEveryRequestAsync(
            scenario.Server.Port,
            async (port, round) =>
            {
                // The user of each policy has a name of its own, which is made of its schemas.
                await scenario.Server.ArrangeAsync($"CREATE SCHEMA round{round}", $"CREATE TABLE round{round}.items (id INT)");
                await scenario.Provider(port: port).ProvideAsync(Order(round), RunMode.Apply, scenario.Host, Stop);
            },
            async round =>
            {
                var user = await scenario.ProvideAsync(Order(round));
                Assert.Equal([null, null], await scenario.TryAsync(user, "SELECT * FROM shop.orders", $"SELECT * FROM round{round}.items"));
                var again = await scenario.ProvideAsync(Order(round));
                Assert.Equal((user.Login.Password.Reveal(), false), (again.Login.Password.Reveal(), again.Created || again.Rotated));
            });

        Assert.Equal(rounds, (await scenario.UsersAsync()).Count);
        Assert.Equal(rounds, (await scenario.ListAsync()).Count(user => user.Mark is not null));
    }

    [Fact]
    public async Task A_session_user_is_removed_by_the_next_run()
    {
        await using var scenario = await SessionUserScenario.StartAsync();

        await BreakingConnection.AfterEveryRequestAsync(
            scenario.Server.Port,
            async (port, round) =>
            {
                await scenario.PlantAsync(Name(round), hoursLeft: -1);
                await scenario.ApplyAsync(await scenario.PlanRemovalAsync(
                    scenario.Server.MasterSettings() with { Port = port }, onlyIfExpired: true, adopt: false, Name(round)));
            },
            async round =>
            {
                var removal = await scenario.RemoveAsync(Name(round));
                Assert.True(
                    removal.State is UserRemovalState.Removed or UserRemovalState.Missing, $"{round}: {removal.State} {removal.Findings}");
                Assert.Empty(await scenario.UsersAsync());
            });

        Assert.Empty(await scenario.ListAsync());
        if (!await scenario.HasUserAttributesAsync())
            Assert.Empty(await scenario.ColumnAsync($"SELECT user FROM {Ledger.Schema}.{Ledger.TableName}"));
    }

    [Fact]
    public async Task The_roles_are_made_and_removed_by_the_next_run()
    {
        await using var scenario = await RoleScenario.StartAsync();
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders", "CREATE TABLE orders.t (id INT)");
        var whole = scenario.Request;

        await BreakingConnection.AfterEveryRequestAsync(
            scenario.Server.Port,
            (port, _) => OverAsync(port, () => scenario.ProvisionAsync()),
            async _ =>
            {
                Assert.All(await scenario.ProvisionAsync(), outcome => Assert.Empty(outcome.Findings));
                Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
                await using (var reader = await scenario.OpenAsync(RoleKind.ReadOnly))
                    Assert.Null(await RoleScenario.TryAsync(reader, "SELECT * FROM orders.t"));
                Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
            });
        await BreakingConnection.AfterEveryRequestAsync(
            scenario.Server.Port,
            async (port, _) =>
            {
                await scenario.ProvisionAsync();
                await OverAsync(port, () => scenario.RemoveAsync());
            },
            async _ => Assert.All(await scenario.RemoveAsync(), outcome =>
            {
                Assert.Empty(outcome.Findings);
                Assert.True(outcome.State is RoleState.Removed or RoleState.Missing, $"{outcome.Kind} is {outcome.State}");
            }));

        async Task OverAsync(int port, Func<Task> run)
        {
            scenario.Request = whole with { Master = whole.Master with { Port = port } };
            try
            {
                await run();
            }
            finally
            {
                scenario.Request = whole;
            }
        }
    }

    private static SessionUserOrder Order(int round) => new(SessionUserScenario.Policy(["shop", $"round{round}"]));

    private static string Name(int round) => $"_hoop_session_user_{round:x8}";
}
