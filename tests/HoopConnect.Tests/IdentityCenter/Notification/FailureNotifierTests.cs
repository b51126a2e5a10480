using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Notification;
using HoopConnect.Sandbox.Model;
using HoopConnect.Tests.Aws;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IdentityCenter.Notification;

public sealed class FailureNotifierTests(SandboxFixture fixture) : IDisposable
{
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static SyncFailure Failure => new("jane", "orders", "It failed.", null);

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task A_mailbox_gets_a_topic_and_a_subscription_once_and_is_told_to_confirm()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var target = NotificationTarget.OfEmail("dba@example.com");
        var host = new RecordingHost();
        Assert.Null(await FailureNotifier.Of(session, target, host).NotifyAsync(target, [], ["DBA"], DateTime.UtcNow, Stop));
        Assert.Empty(sandbox.Requests.All);

        for (var run = 0; run < 2; run++)
            Assert.NotNull(await FailureNotifier.Of(session, target, host).NotifyAsync(target, [Failure], ["DBA"], DateTime.UtcNow, Stop));
        var topic = Assert.Single(Topics(sandbox.Organisation));
        Assert.EndsWith(":" + FailureNotifier.TopicName, topic.Arn, StringComparison.Ordinal);
        Assert.Equal("dba@example.com", Assert.Single(topic.Subscriptions).Endpoint);
        Assert.Equal(1, sandbox.Requests.All.Count(request => request.Action == "Subscribe"));
        Assert.Equal(2, topic.Messages.Count);
        Assert.Contains("User jane in orders", topic.Messages[0].Message, StringComparison.Ordinal);
        Assert.Equal(2, host.Warnings.Count(warning => warning.Contains("before its owner confirms", StringComparison.Ordinal)));

        lock (sandbox.Organisation.Gate)
            topic.Confirm("dba@example.com");
        await FailureNotifier.Of(session, target, host).NotifyAsync(target, [Failure], ["DBA"], DateTime.UtcNow, Stop);
        Assert.Equal(2, host.Warnings.Count);
        Assert.Equal(1, sandbox.Requests.All.Count(request => request.Action == "Subscribe"));
    }

    [Fact]
    public async Task A_topic_that_is_named_is_published_to_in_its_region_and_nothing_else_is_done_to_it()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var arn = $"arn:aws:sns:us-east-1:{sandbox.Organisation.Management.Id}:ours";
        var topic = new Topic(arn);
        lock (sandbox.Organisation.Gate)
            sandbox.Organisation.Management.In("us-east-1").Topics.Add(topic);
        var target = NotificationTarget.OfTopic(arn);
        await FailureNotifier.Of(session, target, new RecordingHost()).NotifyAsync(target, [Failure], [], DateTime.UtcNow, Stop);
        Assert.Single(topic.Messages);
        Assert.Equal(["Publish"], sandbox.Requests.All.Where(request => request.Service == "sns").Select(request => request.Action));
    }

    [Fact]
    public async Task A_topic_of_our_name_that_somebody_else_made_is_not_touched()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var place = sandbox.Organisation.Management.In("eu-west-1");
        var theirs = new Topic($"arn:aws:sns:eu-west-1:{sandbox.Organisation.Management.Id}:{FailureNotifier.TopicName}");
        lock (sandbox.Organisation.Gate)
            place.Topics.Add(theirs);
        var target = NotificationTarget.OfEmail("dba@example.com");
        var refused = await Assert.ThrowsAsync<HoopException>(() =>
            FailureNotifier.Of(session, target, new RecordingHost()).NotifyAsync(target, [Failure], [], DateTime.UtcNow, Stop));
        Assert.Equal("IdentityCenter.TopicNotOurs", refused.ErrorId);
        Assert.Empty(theirs.Subscriptions);
        Assert.Empty(theirs.Messages);
    }

    private static List<Topic> Topics(Organisation organisation) => organisation.Management.In("eu-west-1").Topics;
}
