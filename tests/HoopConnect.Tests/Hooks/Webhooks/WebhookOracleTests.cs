using System.Text;
using System.Text.Json.Nodes;
using HoopConnect.Hooks.Webhooks;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Sandbox;
using HoopConnect.Secrets;
using HoopConnect.Tests.Oracles;
using HoopConnect.Tests.Provisioning;
using HoopConnect.Tests.Provisioning.Jobs;

namespace HoopConnect.Tests.Hooks.Webhooks;

/// <summary>
/// What came over the wire, in the hands of those whom receivers use: the npm packages <c>standardwebhooks</c> and <c>svix</c>.
/// </summary>
public sealed class WebhookOracleTests(SandboxFixture fixture)
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string Refused = "WebhookVerificationError";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Receivers_libraries_verify_what_they_get_and_Svix_is_asked_as_by_its_own_client()
    {
        await using var sandbox = await fixture.StartAsync();
        var sample = SampleJob.Make();
        var job = sample with
        {
            Spec = sample.Spec with { DbTags = [new JobTag("team", "Größe ☃ 𝄞 \u2028 </script> \"\\ \u0001")] },
            Status = sample.Status with { Message = "::add-mask::x\n##vso[a.b]c\u202E" },
        };
        var message = WebhookMessage.Of(job);
        var url = WebhookUrl.Parse(sandbox.EndpointUrl + "/webhooks/aws");
        await SendAsync(new SignedWebhook(url, [Secret.From(Key)]), message);
        await SendAsync(new SignedWebhook(url, [Secret.From(Other), Secret.From(Key)]), message);
        await SendAsync(new SignedWebhook(url, [Secret.From(Other)]), message);
        var messages = sandbox.Webhooks.Requests
            .Select(request => new { key = Key, headers = request.Headers, body = request.Body }).ToList();
        sandbox.Webhooks.Clear();
        await SendAsync(
            new SvixMessages(Secret.From("testsk_of-a-test"), "app_1", server: WebhookUrl.Parse(sandbox.EndpointUrl + "/webhooks/svix")),
            message);

        sandbox.Webhooks.Answer(new WebhookAnswer(202)
        {
            Text = """{"id":"msg_x","eventType":"a","payload":{},"timestamp":"2031-04-02T08:00:01Z"}""",
        });
        var verdicts = await NodeOracle.AskAsync<Verdict[]>(
            "webhooks.cjs",
            "svix",
            new
            {
                messages,
                sdk = new
                {
                    token = "testsk_of-a-test",
                    server = sandbox.EndpointUrl + "/webhooks/svix",
                    application = "app_1",
                    eventType = message.EventType,
                    id = message.Id,
                    payload = Encoding.UTF8.GetString(message.Body.Span),
                },
            },
            Stop);
        var payload = JsonNode.Parse(message.Body.Span);
        Assert.All(verdicts[..2], verdict =>
        {
            Assert.True(JsonNode.DeepEquals(payload, JsonNode.Parse(verdict.Standard)));
            Assert.True(JsonNode.DeepEquals(payload, JsonNode.Parse(verdict.Svix)));
            Assert.Equal(Refused, verdict.Changed);
        });
        Assert.Equal(new Verdict(Refused, Refused, Refused), verdicts[2]);

        var (ours, theirs) = (sandbox.Webhooks.Requests[0], sandbox.Webhooks.Requests[1]);
        Assert.Equal(theirs.Method, ours.Method);
        // The documentation has the slash at the end, which later clients leave out; both are served.
        Assert.Equal(theirs.Path.Split('?')[0], ours.Path.TrimEnd('/'));
        foreach (var header in new[] { "authorization", "idempotency-key", "content-type" })
            Assert.Equal(theirs.Headers[header], ours.Headers[header]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(theirs.Body), JsonNode.Parse(ours.Body)));
    }

    private static async Task SendAsync(IWebhookTarget target, WebhookMessage message)
    {
        using var sender = new WebhookSender(target.Url, new WebhookRetry { Timeout = PausedTime.Deadline }, new PausedTime());
        Assert.Null((await sender.SendAsync(target, message, 1, new RecordingHost(), Stop)).Failure);
    }

    private sealed record Verdict(string Standard, string Svix, string Changed);
}
