using HoopConnect.Databases;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Secrets;
using HoopConnect.Tests.Databases.MySql.Roles;
using HoopConnect.Tests.Provisioning.Runs;

namespace HoopConnect.Tests.Databases.MySql;

/// <summary>The whole run over databases of both engine families.</summary>
public sealed class MariaDbProvisioningTests(SandboxFixture sandboxes)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_run_provisions_PostgreSQL_and_MariaDB_and_a_second_changes_nothing()
    {
        MySqlTests.Installed();
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var server = await scenario.Sandbox.MySqlServerAsync("legacy");
        await server.ArrangeAsync("CREATE SCHEMA orders", "CREATE TABLE orders.t (id INT)");
        var request = await scenario.RequestAsync("shop", "legacy");

        var results = await scenario.ApplyAsync(request);

        Assert.Empty(scenario.Host.Errors);
        Assert.All(results, result => Assert.Equal(ProvisioningState.Completed, result.State));
        var legacy = results.Single(result => result.Identifier == "legacy");
        Assert.All(legacy.Roles, role => Assert.Equal(RoleState.Created, role.State));
        await using (
            var writer =
            await OpenAsync(
                scenario, legacy.Connections.Single(connection => connection.Name.EndsWith("-rw", StringComparison.Ordinal)).Name))
            Assert.Null(await RoleScenario.TryAsync(writer, "INSERT INTO orders.t VALUES (1)"));
        await using (
            var reader =
            await OpenAsync(
                scenario, legacy.Connections.Single(connection => connection.Name.EndsWith("-ro", StringComparison.Ordinal)).Name))
            Assert.Equal(
                [null, 1142],
                [await RoleScenario.TryAsync(reader, "SELECT * FROM orders.t"),
                await RoleScenario.TryAsync(reader, "INSERT INTO orders.t VALUES (1)")]);

        Assert.All(await scenario.ApplyAsync(request),
            result => Assert.Equal((ProvisioningState.Completed, false), (result.State, result.Changed)));
        var logs = await server.ReadLogsAsync();
        Assert.All((await scenario.PasswordsAsync()).Values, secret => Assert.DoesNotContain(secret, logs, StringComparison.Ordinal));
    }

    private static async Task<Session> OpenAsync(ProvisioningScenario scenario, string name)
    {
        var connection = await scenario.Connections.FindAsync(name, Cancellation);
        var entry = await scenario.Vault.GetAsync(connection!.SecretName, Cancellation);
        var settings = new ConnectionSettings(
            connection.HostName, connection.Port,
            new DatabaseLogin(entry!.UserName, Secret.From(entry.Secret.Reveal()))) { CaFile = connection.CaFile,
            Database = connection.Database };
        return await Session.OpenAsync(settings, Cancellation);
    }
}
