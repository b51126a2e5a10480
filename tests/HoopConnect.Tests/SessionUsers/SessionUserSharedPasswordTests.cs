using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Sandbox.Servers;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Credentials.Fakes;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.SessionUsers;

/// <summary>One password serves all who use a policy: who gets it, when it is extended, and when it ends.</summary>
public class SessionUserSharedPasswordTests
{
    private static readonly SessionUserOrder OneDatabase = new(PostgresSessionUserScenario.Policy(["dellstore", "dellstore.store"]));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Kills()
    {
        var data = new TheoryData<string, bool>();
        foreach (var step in Enum.GetNames<ProtocolStep>())
        {
            data.Add(step, false);
            data.Add(step, true);
        }

        return data;
    }

    [Fact]
    public async Task A_user_who_is_there_costs_one_connection_and_one_round_trip_and_asks_nobody()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        var made = await scenario.ProvideAsync(OneDatabase);
        scenario.Engine.Forget();
        var host = new RecordingHost(apply: false);

        var shared = await scenario.TryProvideAsync(OneDatabase, host);

        Assert.Equal((1, 1), (scenario.Engine.Connections, scenario.Engine.RoundTrips));
        Assert.Empty(host.Plans);
        Assert.Equal(made.Login.Password, shared!.Login.Password);
        Assert.Equal((made.Expires, false, false, false), (shared.Expires, shared.Created, shared.Rotated, shared.Extended));

        // Two databases: each is looked into, on a connection of its own.
        await scenario.ProvideAsync();
        scenario.Engine.Forget();
        await scenario.ProvideAsync();
        Assert.Equal((2, 2), (scenario.Engine.Connections, scenario.Engine.RoundTrips));
    }

    [Theory]
    [InlineData(6.01, 5.99, false, false)]
    [InlineData(5.9, 6.1, true, false)]
    [InlineData(5.9, 23.9, true, false)]
    [InlineData(5.9, 24.1, false, true)]
    [InlineData(-0.1, 12.1, false, true)]
    public async Task A_password_is_handed_out_extended_or_renewed_by_the_servers_clock(
        double hoursLeft, double age, bool extended, bool rotated)
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        var first = await scenario.ProvideAsync();
        await scenario.AgeAsync(first, hoursLeft, age);

        var second = await scenario.ProvideAsync();

        Assert.Equal((false, extended, rotated), (second.Created, second.Extended, second.Rotated));
        Assert.Equal(!rotated, first.Login.Password.Equals(second.Login.Password));
        Assert.InRange(await scenario.HoursLeftAsync(first.UserName), extended || rotated ? 11.95 : 5.9, extended || rotated ? 12.0 : 6.01);
        await scenario.AsUserAsync(second, "testdb", "SELECT * FROM tests");
    }

    [Fact]
    public async Task A_table_made_since_is_granted_to_the_next_caller_and_the_password_stays()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        var first = await scenario.ProvideAsync();
        await scenario.AsMasterAsync("dellstore", "CREATE TABLE store.made_since (id int)");
        var second = await scenario.ProvideAsync();
        Assert.Equal(first.Login.Password, second.Login.Password);
        Assert.Equal((false, false), (second.Extended, second.Rotated));
        await scenario.AsUserAsync(second, "dellstore", "SELECT * FROM store.made_since");
    }

    [Fact]
    public async Task Rotation_gives_a_new_password_and_the_vault_has_it()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        var first = await scenario.ProvideAsync();
        var second = await scenario.ProvideAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Rotate = true });
        Assert.True(second.Rotated);
        Assert.NotEqual(first.Login.Password, second.Login.Password);
        Assert.Equal("28P01", await scenario.RefusalAsync(first, "testdb", "SELECT 1"));
        Assert.Equal(second.Login.Password, (await scenario.Vault.GetAsync(second.SecretName!, Stop))!.Secret);
        Assert.Equal(second.Login.Password, (await scenario.ProvideAsync()).Login.Password);
    }

    [Fact]
    public async Task A_password_that_somebody_changed_by_hand_is_replaced_and_the_object_says_so()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        var first = await scenario.ProvideAsync();
        await scenario.AsMasterAsync("postgres", $"ALTER ROLE {first.UserName} PASSWORD 'by hand'");
        var host = new RecordingHost();
        var second = await scenario.TryProvideAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy()), host);
        Assert.True(second!.Rotated);
        Assert.Contains("the vault has no password that works", Assert.Single(host.Plans).ToString(), StringComparison.Ordinal);
        await scenario.AsUserAsync(second, "testdb", "SELECT * FROM tests");
    }

    [Fact]
    public async Task A_user_of_ones_own_carries_the_callers_name_and_a_password_of_its_own()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        var shared = await scenario.ProvideAsync();
        var alice =
            await scenario.ProvideAsync(
                new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Caller = "alice", Expiration = TimeSpan.FromHours(10) });
        var session =
            await scenario.ProvideAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Caller = "Bob@example.com" });
        Assert.Equal(shared.UserName + "_alice", alice.UserName);
        Assert.Matches("^_hoop_session_user_bb0465c4_bob-example-com-[0-9a-f]{8}$", session.UserName);
        Assert.NotEqual(alice.SecretName, shared.SecretName);
        Assert.NotEqual(alice.Login.Password, session.Login.Password);
        await scenario.AsUserAsync(alice, "testdb", "SELECT * FROM tests");

        // One's own life can be shortened; the shared one is not, for the others' sake.
        var shorter =
            await scenario.ProvideAsync(
                new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Caller = "alice", Expiration = TimeSpan.FromHours(1) });
        Assert.Equal(alice.Login.Password, shorter.Login.Password);
        Assert.InRange(await scenario.HoursLeftAsync(alice.UserName), 0.9, 1.0);
        await scenario.ProvideAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Expiration = TimeSpan.FromHours(1) });
        Assert.InRange(await scenario.HoursLeftAsync(shared.UserName), 11.9, 12.0);
    }

    [Fact]
    public async Task Without_a_vault_this_process_shares_and_another_password_is_announced_as_a_rotation()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        var provider = new SessionUserProvider(scenario.Granter, vault: null);
        var order = new SessionUserOrder(PostgresSessionUserScenario.Policy());
        var first = (await provider.ProvideAsync(order, RunMode.Apply, scenario.Host, Stop))!;
        var second =
            (await new SessionUserProvider(scenario.Granter, vault: null).ProvideAsync(order, RunMode.Apply, scenario.Host, Stop))!;
        Assert.Equal(first.Login.Password, second.Login.Password);
        Assert.Equal((true, null, null), (first.Created, first.VaultName, first.SecretName));

        // With a vault, which does not know it, it is somebody else's process.
        var host = new RecordingHost();
        var third = (await scenario.TryProvideAsync(order, host))!;
        Assert.True(third.Rotated);
        var fourth = (await provider.ProvideAsync(order, RunMode.Apply, host, Stop))!;
        Assert.True(fourth.Rotated);
        Assert.Contains("no vault was given: whoever uses the present password needs the new one", host.Plans[1].ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task A_run_that_dies_after_any_step_of_the_password_is_finished_by_the_next(string lastStep, bool isThere)
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        var order = new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Rotate = isThere };
        if (isThere)
            await scenario.ProvideAsync();
        var dying = scenario.Provider((step, _) => step.ToString() == lastStep ? throw new KilledException() : Task.CompletedTask);
        await Assert.ThrowsAsync<KilledException>(() => dying.ProvideAsync(order, RunMode.Apply, scenario.Host, Stop));

        var user = await scenario.ProvideAsync();

        await scenario.AsUserAsync(user, "testdb", "SELECT * FROM tests");
        await scenario.AsUserAsync(user, "dellstore", "SELECT * FROM store.orders");
        var current = (await scenario.Vault.GetAsync(user.SecretName!, Stop))!;
        Assert.Equal((user.UserName, user.Login.Password), (current.UserName, current.Secret));
        Assert.Equal(user.Login.Password, (await scenario.ProvideAsync()).Login.Password);
    }

    [Fact]
    public async Task A_granters_connection_that_is_cut_at_any_statement_leaves_nothing_that_the_next_run_cannot_finish()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        foreach (var step in Enum.GetValues<ProtocolStep>())
        {
            var cutting = scenario.Provider(async (done, _) =>
            {
                if (done == step)
                    await scenario.AsSuperuserAsync("postgres",
                        $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{scenario.Server.MasterLogin.UserName}'");
            });
            try
            {
                await cutting.ProvideAsync(
                    new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Rotate = true }, RunMode.Apply, scenario.Host,
                    Stop);
            }
            catch (HoopException broken)
            {
                Assert.Equal("Database.Unreachable", broken.ErrorId);
            }

            var user = await scenario.ProvideAsync();
            await scenario.AsUserAsync(user, "testdb", "SELECT * FROM tests");
            Assert.Equal(user.Login.Password, (await scenario.Vault.GetAsync(user.SecretName!, Stop))!.Secret);
        }
    }

    [Fact]
    public async Task Fifty_callers_at_once_over_a_vault_that_loses_writes_all_get_a_password_that_works()
    {
        // Each caller needs up to three connections, so the server runs out of them too.
        var settings = new Dictionary<string, string> { ["max_connections"] = "70" };
        await using var scenario = await PostgresSessionUserScenario.StartAsync(new PostgresServerOptions { Settings = settings });
        // Five machines: no lock among them, only the store, of which two that write at once lose one write.
        var store = new WholeStoreVault.Store();
        var machines = Enumerable.Range(0, 5)
            .Select(_ =>
                new CheckedVault(new WholeStoreVault(store), locks: null, new CheckedVaultOptions { Attempts = 30 }, TimeProvider.System,
                    new SemaphoreSlim(1, 1))).ToList();
        var users = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(
            async () =>
            (await scenario.Provider(vault: machines[number % 5])
                .ProvideAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy()), RunMode.Apply, scenario.Host, Stop))!, Stop)));
        Assert.Single(users, user => user.Created);
        Assert.DoesNotContain(users, user => user.Rotated);
        Assert.All(users, user => Assert.Equal(users[0].Login.Password, user.Login.Password));
        await scenario.AsUserAsync(users[0], "testdb", "SELECT * FROM tests");
    }

    [Fact]
    public async Task Callers_who_rotate_at_the_same_time_leave_the_servers_password_in_the_vault()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        var rotating = new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Rotate = true };
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => scenario.ProvideAsync(rotating), Stop)));
        var after = await scenario.ProvideAsync();
        Assert.False(after.Rotated);
        await scenario.AsUserAsync(after, "testdb", "SELECT * FROM tests");
        Assert.Equal(after.Login.Password, (await scenario.Vault.GetAsync(after.SecretName!, Stop))!.Secret);
    }
}
