using System.Collections.Concurrent;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Provisioning.Runs;

/// <summary>A run whose given login is another one for each database, as a token is.</summary>
public class LoginPerDatabaseTests(SandboxFixture sandboxes)
{
    [Fact]
    public async Task Each_database_is_logged_in_to_with_the_login_made_for_it()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "orders", "metrics");
        var asked = new ConcurrentBag<string>();
        var request = await scenario.RequestAsync("orders", "metrics") with
        {
            AllowMasterReset = false,
            DbCredential = new DatabaseLogin("in the place of a user", Secret.From("in the place of a password")),
            ResolveLogin = (_, database, _) =>
            {
                asked.Add(database.Identifier);
                var master = scenario.Servers[database.Identifier].MasterLogin;
                return Task.FromResult(new DatabaseLogin(master.UserName, Secret.From(master.Password)));
            },
        };

        var results = await scenario.ApplyAsync(request);

        Assert.All(results, result => Assert.Equal((ProvisioningState.Completed, null), (result.State, result.ErrorId)));
        Assert.Equal(["metrics", "orders"], asked.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Where_it_cannot_be_made_only_that_database_fails_and_nothing_is_reset()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "orders", "metrics");
        var request = await scenario.RequestAsync("orders", "metrics") with
        {
            DbCredential = new DatabaseLogin("in the place of a user", Secret.From("in the place of a password")),
            ResolveLogin = (_, database, _) => database.Identifier == "orders"
                ? throw new HoopException("Marker.KeyNotFound", HoopErrorKind.ObjectNotFound, "There is no such key.")
                    : Task.FromResult(
                        new DatabaseLogin(
                            scenario.Servers["metrics"].MasterLogin.UserName,
                            Secret.From(scenario.Servers["metrics"].MasterLogin.Password))),
        };

        var results = (await scenario.ApplyAsync(request)).ToDictionary(result => result.Identifier);

        Assert.Equal((ProvisioningState.Failed, "HoopConnect.Marker.KeyNotFound"), (results["orders"].State, results["orders"].ErrorId));
        Assert.Equal(ProvisioningState.Completed, results["metrics"].State);
        Assert.DoesNotContain(
            scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"), call => call.Parameters.ContainsKey("MasterUserPassword"));
    }
}
