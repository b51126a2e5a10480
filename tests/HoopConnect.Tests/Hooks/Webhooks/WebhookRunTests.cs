using System.Text.Json.Nodes;
using HoopConnect.Hooks.Webhooks;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Sandbox;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning.Runs;

namespace HoopConnect.Tests.Hooks.Webhooks;

/// <summary>The webhook of a run, on a database that is stopped: its job ends at once.</summary>
public sealed class WebhookRunTests(SandboxFixture sandboxes)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_told_is_told_of_a_job_that_failed_early_too()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes);
        using var webhook = Webhook(scenario);
        scenario.Webhook = webhook;
        var result = Assert.Single(await scenario.ApplyAsync(await scenario.RequestAsync("archive")));
        Assert.Equal(ProvisioningState.Failed, result.State);
        var body = JsonNode.Parse(Assert.Single(scenario.Sandbox.Webhooks.Requests).Body)!;
        Assert.Equal("failed", body["event_payload"]!["status"]!["phase"]!.GetValue<string>());
        Assert.Equal(result.JobId, body["event_payload"]!["id"]!.GetValue<string>());
        Assert.NotNull(Assert.Single(await scenario.RecordsAsync()).WebhookStatus!.DeliveredAt);
        Assert.Equal("Database.NotAvailable", Assert.Single(scenario.Host.Errors).ErrorId);
    }

    [Fact]
    public async Task A_receiver_that_does_not_take_it_is_an_error_of_its_own_and_the_record_says_so()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes);
        scenario.Sandbox.Webhooks.Answer([.. Enumerable.Repeat(new WebhookAnswer(503), 5)]);
        using var webhook = Webhook(scenario);
        scenario.Webhook = webhook;
        Assert.Single(await scenario.ApplyAsync(await scenario.RequestAsync("archive")));
        Assert.Equal(["Database.NotAvailable", "Webhook.NotDelivered"], scenario.Host.Errors.Select(error => error.ErrorId));
        Assert.Equal(new JobWebhookStatus(null, 5, "status 503"), Assert.Single(await scenario.RecordsAsync()).WebhookStatus);
    }

    [Fact]
    public async Task A_result_waits_for_no_receiver_and_what_was_stopped_is_still_to_be_sent()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes);
        scenario.Sandbox.Webhooks.Answer(new WebhookAnswer(0));
        using var webhook = Webhook(scenario);
        scenario.Webhook = webhook;
        var request = await scenario.RequestAsync("archive");
        await using (var results = scenario.Run().RunAsync(request, RunMode.Apply, scenario.Host, Stop).GetAsyncEnumerator(Stop))
        {
            Assert.True(await results.MoveNextAsync());
            Assert.Equal(ProvisioningState.Failed, results.Current.State);
            while (scenario.Sandbox.Webhooks.Requests.Count == 0)
                await Task.Delay(10, Stop);
        }

        Assert.Equal(JobWebhookStatus.Owed, Assert.Single(await scenario.RecordsAsync()).WebhookStatus);
    }

    [Fact]
    public async Task A_run_that_only_shows_tells_nobody()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes);
        using var webhook = Webhook(scenario);
        scenario.Webhook = webhook;
        await scenario.Run().RunAsync(await scenario.RequestAsync("archive"), RunMode.Show, scenario.Host, Stop).ToListAsync(Stop);
        Assert.Empty(scenario.Sandbox.Webhooks.Requests);
        Assert.Empty(await scenario.RecordsAsync());
    }

    private static JobWebhook Webhook(ProvisioningScenario scenario) => new(
        new SignedWebhook(
            WebhookUrl.Parse(scenario.Sandbox.EndpointUrl + "/webhooks/aws"), [Secret.From("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]),
        scenario.Jobs,
        new WebhookRetry { Timeout = PausedTime.Deadline },
        new PausedTime());
}
