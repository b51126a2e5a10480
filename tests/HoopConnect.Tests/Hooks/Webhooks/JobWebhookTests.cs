using System.Text.Json.Nodes;
using HoopConnect.Hooks.Webhooks;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Sandbox;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning;
using HoopConnect.Tests.Provisioning.Jobs;

namespace HoopConnect.Tests.Hooks.Webhooks;

public sealed class JobWebhookTests(SandboxFixture fixture) : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), "hoopconnect-tests-" + Guid.NewGuid().ToString("N"));
    private readonly RecordingHost _host = new();
    private JobStore? _store;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private JobStore Store => _store ??= new JobStore(StateFolder.At(_path));

    public void Dispose()
    {
        if (Directory.Exists(_path))
            Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public async Task The_body_is_the_event_and_the_record_as_it_is_kept_without_what_came_of_the_webhook()
    {
        await using var sandbox = await fixture.StartAsync();
        var job = SampleJob.Make() with { WebhookStatus = new JobWebhookStatus(null, 2, "status 503") };
        using var webhook = Webhook(sandbox);
        var delivery = await webhook.SendAsync(job, _host, Stop);
        var request = Assert.Single(sandbox.Webhooks.Requests);
        var body = JsonNode.Parse(request.Body)!.AsObject();
        Assert.Equal(["event_type", "event_payload"], body.Select(member => member.Key));
        Assert.Equal("dbroles.job.finished", body["event_type"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(JobDocument.Write(job with { WebhookStatus = null })), body["event_payload"]));
        Assert.DoesNotContain("\n", request.Body, StringComparison.Ordinal);

        Assert.Equal("msg_" + Guid.Parse(job.Id).ToString("N"), request.Headers["webhook-id"]);
        Assert.Equal(
            (job.Id, job.Spec.DbArn, request.Headers["webhook-id"], sandbox.EndpointUrl + "/webhooks/aws", 3, "status 204"),
            (delivery!.JobId, delivery.DbArn, delivery.MessageId, delivery.Url, delivery.Attempts, delivery.LastStatus));
        var kept = await ReadAsync(job);
        Assert.Equal(new JobWebhookStatus(delivery.Delivered, 3, "status 204"), kept.WebhookStatus);
        Assert.Equal(JobDocument.Write(job with { WebhookStatus = kept.WebhookStatus }), JobDocument.Write(kept));
    }

    [Fact]
    public async Task What_was_not_delivered_is_kept_and_sent_later_with_the_same_id_and_the_same_body()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Webhooks.Answer([.. Enumerable.Repeat(new WebhookAnswer(503), 5)]);
        var job = SampleJob.Make();
        await Store.WriteAsync(job, Stop);
        using (var webhook = Webhook(sandbox))
            await Assert.ThrowsAsync<HoopException>(() => webhook.SendAsync(job, _host, Stop));
        var owed = await ReadAsync(job);
        Assert.Equal(new JobWebhookStatus(null, 5, "status 503"), owed.WebhookStatus);

        using (var webhook = Webhook(sandbox))
            Assert.Equal(6, (await webhook.SendAsync(owed, _host, Stop))!.Attempts);
        Assert.Equal(6, sandbox.Webhooks.Requests.Count);
        Assert.Single(sandbox.Webhooks.Requests.Select(request => (request.Headers["webhook-id"], request.Body)).Distinct());
        // One that a receiver has stays delivered whatever another one says.
        var delivered = await ReadAsync(job);
        sandbox.Webhooks.Answer(new WebhookAnswer(404));
        using (var webhook = Webhook(sandbox))
            Assert.Equal(
                "Webhook.Refused", (await Assert.ThrowsAsync<HoopException>(() => webhook.SendAsync(delivered, _host, Stop))).ErrorId);
        Assert.Equal(
            new JobWebhookStatus(delivered.WebhookStatus!.DeliveredAt, 7, "status 404"), (await ReadAsync(job)).WebhookStatus);
    }

    [Fact]
    public async Task A_receiver_that_is_down_holds_up_the_first_job_and_not_all()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Webhooks.Answer([.. Enumerable.Repeat(new WebhookAnswer(503), 6)]);
        using var webhook = Webhook(sandbox);
        var counts = new List<int>();
        foreach (var job in Enumerable.Range(0, 4).Select(hour => SampleJob.Make(hour)))
        {
            var before = sandbox.Webhooks.Requests.Count;
            try
            {
                await webhook.SendAsync(job, _host, Stop);
            }
            catch (HoopException error)
            {
                Assert.Equal("Webhook.NotDelivered", error.ErrorId);
            }

            counts.Add(sandbox.Webhooks.Requests.Count - before);
        }

        Assert.Equal([5, 1, 1, 1], counts);
        // The third was taken, so the next one would be tried as usual again.
        sandbox.Webhooks.Answer(new WebhookAnswer(503));
        Assert.NotNull(await webhook.SendAsync(SampleJob.Make(9), _host, Stop));
    }

    [Fact]
    public async Task A_plan_shows_the_whole_request_but_its_secrets_and_sends_nothing()
    {
        await using var sandbox = await fixture.StartAsync();
        var job = SampleJob.Make();
        var refusing = new RecordingHost(apply: false);
        using var webhook = Webhook(sandbox, "?sig=of-a-test");
        Assert.Null(await webhook.SendAsync(job, refusing, Stop));
        Assert.Empty(sandbox.Webhooks.Requests);
        var shown = Assert.Single(refusing.Plans).ToString();
        Assert.Contains(
            $"POST {sandbox.EndpointUrl}/webhooks/aws?******** (content-type, webhook-id, webhook-timestamp, webhook-signature, svix-id, "
                + "svix-timestamp, svix-signature)",
            shown,
            StringComparison.Ordinal);
        Assert.Contains($$"""{"event_type":"dbroles.job.finished","event_payload":{"org_id":"o-exampleorg","id":"{{job.Id}}",""", shown,
            StringComparison.Ordinal);
        Assert.DoesNotContain("of-a-test", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("v1,", shown, StringComparison.Ordinal);
        using var svix = new JobWebhook(new SvixMessages(Secret.From("testsk_of-a-test"), "app_1"), Store);
        Assert.Contains(
            "POST https://api.svix.com/api/v1/app/app_1/msg/ (content-type, authorization, idempotency-key)",
            svix.Step(job).Statement,
            StringComparison.Ordinal);
        Assert.DoesNotContain("of-a-test", svix.Step(job).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_runs_is_not_reported_as_finished()
    {
        await using var sandbox = await fixture.StartAsync();
        using var webhook = Webhook(sandbox);
        var error = await Assert.ThrowsAsync<HoopException>(() => webhook.SendAsync(SampleJob.Make(phase: JobPhase.Running), _host, Stop));
        Assert.Equal("Webhook.JobNotEnded", error.ErrorId);
        Assert.Empty(_host.Plans);
        Assert.Empty(sandbox.Webhooks.Requests);
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_hides_no_failure_of_the_webhook()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Webhooks.Answer(new WebhookAnswer(404));
        using var webhook = Webhook(sandbox);
        Directory.Delete(_path, recursive: true);
        var error = await Assert.ThrowsAsync<HoopException>(() => webhook.SendAsync(SampleJob.Make(), _host, Stop));
        Assert.Equal("Webhook.Refused", error.ErrorId);
        Assert.Equal("State.WriteFailed", Assert.Single(_host.Errors).ErrorId);
    }

    [Fact]
    public async Task A_record_of_before_webhooks_is_read_and_written_as_it_was()
    {
        var job = SampleJob.Make();
        await Store.WriteAsync(job, Stop);
        var file = Assert.Single(Directory.GetFiles(Path.Combine(_path, "jobs")));
        Assert.DoesNotContain("webhook", await File.ReadAllTextAsync(file, Stop), StringComparison.Ordinal);
        Assert.Null((await ReadAsync(job)).WebhookStatus);
    }

    private JobWebhook Webhook(AwsSandbox sandbox, string query = "") => new(
        new SignedWebhook(
            WebhookUrl.Parse(sandbox.EndpointUrl + "/webhooks/aws" + query), [Secret.From("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]),
        Store,
        new WebhookRetry { Timeout = PausedTime.Deadline },
        new PausedTime());

    private Task<JobRecord> ReadAsync(JobRecord job) => Store.RequireAsync(new JobQuery { Id = job.Id }, _host, Stop);
}
