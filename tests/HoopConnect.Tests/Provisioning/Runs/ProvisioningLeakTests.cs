using HoopConnect.Hooks.Webhooks;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Sandbox;
using HoopConnect.Secrets;
using HoopConnect.Tests.Hooks.Webhooks;

namespace HoopConnect.Tests.Provisioning.Runs;

public class ProvisioningLeakTests(SandboxFixture sandboxes)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_password_is_in_a_server_log_a_message_a_record_a_connection_or_an_exception()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop", "orders");
        // Who is told by webhooks, and is down in the end.
        const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var url = WebhookUrl.Parse(scenario.Sandbox.EndpointUrl + "/webhooks/aws?sig=of-a-test");
        using var webhook = new JobWebhook(
            new SignedWebhook(url, [Secret.From(Key)]),
            scenario.Jobs,
            new WebhookRetry { Timeout = PausedTime.Deadline },
            new PausedTime());
        scenario.Webhook = webhook;
        var request = await scenario.RequestAsync("shop", "orders", "archive");
        await scenario.ApplyAsync(request);
        await scenario.ApplyAsync(request with { RotatePassword = true });
        var places = new Dictionary<string, string>();
        foreach (var (identifier, server) in scenario.Servers)
        {
            places[$"the log of {identifier}"] = await server.ReadLogAsync(Cancellation);
            Assert.Contains("ALTER ROLE", places[$"the log of {identifier}"], StringComparison.OrdinalIgnoreCase);
        }

        // A server that is gone: what the failure says is to be read too.
        await scenario.Servers["shop"].DisposeAsync();
        scenario.Sandbox.Webhooks.Answer([.. Enumerable.Repeat(new WebhookAnswer(503), 100)]);
        await scenario.ApplyAsync(request with { Transport = request.Transport with { Timeout = TimeSpan.FromSeconds(5) } });

        // Two masters, and three roles each, made and then rotated.
        var passwords = scenario.Vault.Passwords;
        Assert.Equal(14, passwords.Count);
        Assert.Contains(scenario.Host.Errors, error => error.ErrorId == "Webhook.NotDelivered");
        Assert.Contains(scenario.Sandbox.Webhooks.Requests, sent => sent.Body.Contains("hoop_ro", StringComparison.Ordinal));
        foreach (var (sent, number) in scenario.Sandbox.Webhooks.Requests.Select((sent, number) => (sent, number)))
            places[$"webhook {number}"] = sent.Body + string.Join('\n', sent.Headers);
        places["a message"] = string.Join('\n', scenario.Host.Everything);
        places["the requests that AWS logs"] = string.Join('\n', scenario.Sandbox.Requests.All);
        foreach (var file in Directory.GetFiles(scenario.JobFolder))
            places[file] = await File.ReadAllTextAsync(file, Cancellation);
        await foreach (var connection in scenario.Connections.GetAsync("*", scenario.Host, Cancellation))
            places[connection.Name] = (
                await scenario.Vault.GetAsync("HoopConnect-connection-" + connection.Name, Cancellation)
            )!.Secret.Reveal();

        Assert.Equal(
            9 + 6, places.Keys.Count(place => place.Contains("jobs", StringComparison.Ordinal))
                + places.Keys.Count(place => place.StartsWith("prod-", StringComparison.Ordinal)));
        foreach (var (place, text) in places)
        {
            foreach (var password in passwords.Append(Key).Append("of-a-test"))
                Assert.False(text.Contains(password, StringComparison.Ordinal), $"A password is in {place}.");
        }
    }

    [Fact]
    public async Task A_result_shows_no_password_even_where_the_caller_is_given_it()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var results = await new ProvisioningRun(scenario.Services with { Vault = null })
            .RunAsync(await scenario.RequestAsync("shop"), RunMode.Apply, scenario.Host, Cancellation).ToListAsync(Cancellation);

        var result = Assert.Single(results);
        Assert.Empty(result.Connections);
        var json = System.Text.Json.JsonSerializer.Serialize(result);
        foreach (var role in result.Roles)
        {
            var password = role.Login!.Password.Reveal();
            Assert.True(password.Length >= 25);
            Assert.DoesNotContain(password, json, StringComparison.Ordinal);
            Assert.DoesNotContain(password, result.ToString() + role + role.Login, StringComparison.Ordinal);
        }
    }
}
