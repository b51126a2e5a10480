using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HoopConnect.Hooks.Webhooks;
using HoopConnect.Hosting;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Hooks.Webhooks;

/// <summary>The retries, against a receiver on loopback and a clock whose pauses pass at once.</summary>
public sealed class WebhookSenderTests(SandboxFixture fixture)
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly WebhookMessage Message = new("msg_1", "dbroles.job.finished", Encoding.UTF8.GetBytes("{}"));

    private readonly RecordingHost _host = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(599)]
    public async Task What_passes_is_tried_again_with_the_same_id_and_a_new_time(int status)
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Webhooks.Answer(new WebhookAnswer(status), new WebhookAnswer(status), new WebhookAnswer(202));
        var time = new PausedTime();
        var outcome = await SendAsync(Receiver(sandbox), time);
        Assert.Null(outcome.Failure);
        Assert.Equal((3, "status 202"), (outcome.Attempts, outcome.LastStatus));
        var requests = sandbox.Webhooks.Requests;
        Assert.Equal(3, requests.Count);
        Assert.All(requests, request =>
        {
            Assert.Equal(("POST", "/webhooks/aws?sig=of-a-test", "{}"), (request.Method, request.Path, request.Body));
            Assert.Equal("application/json", request.Headers["content-type"]);
            Assert.Equal("msg_1", request.Headers["webhook-id"]);
            Assert.Equal("msg_1", request.Headers["svix-id"]);
            var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Headers["webhook-timestamp"], CultureInfo.InvariantCulture));
            Assert.Equal(WebhookKey.Parse(Secret.From(Key)).Sign("msg_1", at, Message.Body.Span), request.Headers["webhook-signature"]);
        });
        Assert.True(string.CompareOrdinal(requests[0].Headers["webhook-timestamp"], requests[2].Headers["webhook-timestamp"]) < 0);
        // About one second, about two.
        Assert.Collection(
            time.Pauses,
            first => Assert.InRange(first.TotalSeconds, 0.5, 1.5),
            second => Assert.InRange(second.TotalSeconds, 1, 3));
    }

    [Fact]
    public async Task Who_is_never_ready_is_given_up_on_and_the_failure_names_what_was_said_last()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Webhooks.Answer([.. Enumerable.Repeat(new WebhookAnswer(503) { Text = "internal of-a-test" }, 9)]);
        var outcome = await SendAsync(Receiver(sandbox), new PausedTime());
        Assert.Equal(5, sandbox.Webhooks.Requests.Count);
        Assert.Equal("Webhook.NotDelivered", outcome.Failure!.ErrorId);
        Assert.Contains("5 attempts): status 503.", outcome.Failure.Message, StringComparison.Ordinal);
        // Neither a key of the URL nor what the host said: whoever chose the URL might read it from the log.
        Assert.DoesNotContain("of-a-test", outcome.Failure + string.Join('\n', _host.Everything), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(410)]
    public async Task What_does_not_pass_is_not_tried_again_and_no_redirect_is_followed(int status)
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Webhooks.Answer(new WebhookAnswer(status) { Location = "/webhooks/elsewhere" });
        var outcome = await SendAsync(Receiver(sandbox), new PausedTime());
        Assert.Equal("Webhook.Refused", outcome.Failure!.ErrorId);
        Assert.Contains($"status {status}", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Equal("/webhooks/aws?sig=of-a-test", Assert.Single(sandbox.Webhooks.Requests).Path);
    }

    [Fact]
    public async Task A_pause_that_the_receiver_asks_for_is_made_unless_it_is_too_long()
    {
        await using var sandbox = await fixture.StartAsync();
        var time = new PausedTime();
        sandbox.Webhooks.Answer(
            new WebhookAnswer(429) { RetryAfter = "17" },
            new WebhookAnswer(503)
            {
                RetryAfter = (time.GetUtcNow() + TimeSpan.FromSeconds(37)).ToString("R", CultureInfo.InvariantCulture),
            });
        Assert.Null((await SendAsync(Receiver(sandbox), time)).Failure);
        Assert.Equal(17, time.Pauses[0].TotalSeconds);
        // The date is counted from the time that it is then.
        Assert.InRange(time.Pauses[1].TotalSeconds, 18, 20);

        sandbox.Webhooks.Clear();
        sandbox.Webhooks.Answer(new WebhookAnswer(503) { RetryAfter = "86400" });
        var outcome = await SendAsync(Receiver(sandbox), new PausedTime());
        Assert.Equal("Webhook.NotDelivered", outcome.Failure!.ErrorId);
        Assert.Contains("a pause of 86400 s", outcome.Failure.Message, StringComparison.Ordinal);
        Assert.Single(sandbox.Webhooks.Requests);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_waited_for_until_the_deadline_and_one_without_an_end_is_not_read()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Webhooks.Answer(new WebhookAnswer(0), new WebhookAnswer(200) { IsEndless = true });
        var outcome = await SendAsync(Receiver(sandbox), new PausedTime { DeadlinesCome = true });
        Assert.Null(outcome.Failure);
        Assert.Equal((2, "status 200"), (outcome.Attempts, outcome.LastStatus));

        sandbox.Webhooks.Answer(new WebhookAnswer(0), new WebhookAnswer(0));
        var late = await SendAsync(Receiver(sandbox), new PausedTime { DeadlinesCome = true }, attempts: 2);
        Assert.Contains("no answer within 15 s", late.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stops_it_is_not_kept_waiting()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Webhooks.Answer(new WebhookAnswer(0));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var sending = SendAsync(Receiver(sandbox), new PausedTime(), cancellation: stop.Token);
        while (sandbox.Webhooks.Requests.Count == 0)
            await Task.Delay(10, Stop);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Nobody_there_is_a_failure_that_passes()
    {
        var outcome = await SendAsync(
            new SignedWebhook(WebhookUrl.Parse("http://127.0.0.1:1/"), [Secret.From(Key)]), new PausedTime(), attempts: 3);
        Assert.Equal((3, "Webhook.NotDelivered"), (outcome.Attempts, outcome.Failure!.ErrorId));
    }

    [Fact]
    public async Task A_server_that_cannot_prove_itself_hears_nothing()
    {
        await using var sandbox = await fixture.StartAsync();
        var https = sandbox.TrustStoreUrl[..sandbox.TrustStoreUrl.LastIndexOf('/')] + "/webhooks/aws";
        var target = new SignedWebhook(WebhookUrl.Parse(https), [Secret.From(Key)]);
        var outcome = await SendAsync(target, new PausedTime(), attempts: 1);
        Assert.Equal("Webhook.NotDelivered", outcome.Failure!.ErrorId);
        Assert.Empty(sandbox.Webhooks.Requests);

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(SandboxCertificates.Shared.AuthorityPem);
        using var trusting = new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = ServerChain.Options(authorities) };
        Assert.Null((await SendAsync(target, new PausedTime(), attempts: 1, handler: trusting)).Failure);
        Assert.Single(sandbox.Webhooks.Requests);
    }

    [Fact]
    public async Task Svix_is_asked_as_its_documentation_says_and_what_it_has_already_counts_as_taken()
    {
        await using var sandbox = await fixture.StartAsync();
        var target = new SvixMessages(
            Secret.From("testsk_of-a-test"), "app_1", "house.job", WebhookUrl.Parse(sandbox.EndpointUrl + "/webhooks/svix/"));
        sandbox.Webhooks.Answer(new WebhookAnswer(503), new WebhookAnswer((int)HttpStatusCode.Conflict));
        Assert.Null((await SendAsync(target, new PausedTime())).Failure);
        Assert.All(sandbox.Webhooks.Requests, request =>
        {
            Assert.Equal("/webhooks/svix/api/v1/app/app_1/msg/", request.Path);
            Assert.Equal("Bearer testsk_of-a-test", request.Headers["authorization"]);
            Assert.Equal("msg_1", request.Headers["idempotency-key"]);
            Assert.Equal("""{"eventType":"dbroles.job.finished","eventId":"msg_1","payload":{}}""", request.Body);
        });

        sandbox.Webhooks.Answer(new WebhookAnswer(401) { Text = "Bearer testsk_of-a-test is nobody" });
        var refused = (await SendAsync(target, new PausedTime())).Failure!;
        Assert.Equal("Webhook.Refused", refused.ErrorId);
        Assert.DoesNotContain("of-a-test", refused + string.Join('\n', _host.Everything), StringComparison.Ordinal);
    }

    private static SignedWebhook Receiver(AwsSandbox sandbox) =>
        new(WebhookUrl.Parse(sandbox.EndpointUrl + "/webhooks/aws?sig=of-a-test"), [Secret.From(Key)]);

    private async Task<WebhookOutcome> SendAsync(
        IWebhookTarget target,
        PausedTime time,
        int attempts = 5,
        HttpMessageHandler? handler = null,
        CancellationToken? cancellation = null)
    {
        using var sender = new WebhookSender(target.Url, new WebhookRetry { Timeout = PausedTime.Deadline }, time, handler);
        return await sender.SendAsync(target, Message, attempts, _host, cancellation ?? Stop);
    }
}
