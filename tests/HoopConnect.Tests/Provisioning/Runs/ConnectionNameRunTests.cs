using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Connections;
using Npgsql;

namespace HoopConnect.Tests.Provisioning.Runs;

/// <summary>What the connections of a run are called, and the database they lead to.</summary>
public class ConnectionNameRunTests(SandboxFixture sandboxes)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_databases_of_one_name_are_refused_before_anything_is_changed_and_with_the_template_that_serves()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop", "orders");
        scenario.Sandbox.Requests.Clear();
        var request = await scenario.RequestAsync("shop", "orders") with { ConnectionPrefix = ConnectionPrefix.Parse("prod") };

        var refused = await Assert.ThrowsAsync<HoopException>(() => scenario.ApplyAsync(request));

        Assert.Equal("Connection.NamesClash", refused.ErrorId);
        Assert.Contains("'prod-{identifier}'", refused.RecommendedAction, StringComparison.Ordinal);
        scenario.AssertNothingChangedInAws();
        Assert.Equal(0, scenario.Vault.Writes);
    }

    [Fact]
    public async Task A_database_that_lacks_what_its_names_are_made_of_fails_alone()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop", "upgrading");
        var request = await scenario.RequestAsync("shop", "upgrading") with { ConnectionPrefix = ConnectionPrefix.Parse("{tag:team}") };

        var results = (await scenario.ApplyAsync(request)).ToDictionary(result => result.Identifier);

        Assert.Equal(["web-ro", "web-rw", "web-ddl"], results["shop"].Connections.Select(connection => connection.Name));
        Assert.Equal("HoopConnect.Connection.ValueMissing", results["upgrading"].ErrorId);
    }

    [Fact]
    public async Task Connections_lead_to_the_database_that_RDS_names_where_it_is_there()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var request = await scenario.RequestAsync("shop");

        // RDS says that it made a database "shop": somebody dropped it.
        var without = Assert.Single(await scenario.ApplyAsync(request));
        Assert.All(without.Connections, connection => Assert.Equal("postgres", connection.Database));
        Assert.All(without.Roles, role => Assert.Equal("postgres", role.Database));

        await using (var master = await scenario.Servers["shop"].OpenMasterAsync(cancellationToken: Cancellation))
        {
            await ExecuteAsync(master, "CREATE DATABASE shop");
            await ExecuteAsync(master, "CREATE DATABASE other");
        }

        var with = Assert.Single(await scenario.ApplyAsync(request));
        Assert.All(with.Connections, connection => Assert.Equal("shop", connection.Database));
        await using (var login = await scenario.LogInAsync("prod-ro", "shop"))
            Assert.Equal("shop", login.Database);
        var again = Assert.Single(await scenario.ApplyAsync(request));
        Assert.Equal((false, 0), (again.Changed, again.Plan.Count));

        var asked = Assert.Single(await scenario.ApplyAsync(request with { Choice = DatabaseChoice.Parse(["other"], []) }));
        Assert.All(asked.Connections, connection => Assert.Equal("other", connection.Database));
        Assert.All(asked.Roles, role => Assert.Equal(["other"], role.Databases));
        var missing = Assert.Single(await scenario.ApplyAsync(request with { Choice = DatabaseChoice.Parse(["nowhere"], []) }));
        Assert.Equal(("HoopConnect.Database.NotFound", false), (missing.ErrorId, missing.Changed));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
