using HoopConnect.Aws;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.IdentityCenter.Queue;
using HoopConnect.IdentityCenter.Sync;
using HoopConnect.Planning;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Model;
using HoopConnect.Tests.Aws;
using HoopConnect.Tests.IdentityCenter.Sync;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IdentityCenter.Queue;

/// <summary>A queue on the sandbox: what is done is deleted, and nothing else.</summary>
public sealed class EventQueueTests(SandboxFixture fixture) : IDisposable
{
    private const string Region = "eu-west-1";
    private const string Elsewhere = """{"source":"aws.ec2","detail":{"state":"running"}}""";

    private readonly TestEnvironment _environment = new();
    private readonly FakeClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task What_is_done_or_of_no_concern_is_deleted_and_the_rest_is_there_for_the_next_run()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var messages = Queue(sandbox, Joined("u-1"), Joined("u-2"), Elsewhere, "{", Joined("u-1"));
        var (queue, host) = Open(session);
        await queue.ReceiveAsync(Cancel);
        Assert.Equal(5, queue.Count);
        Assert.Equal(["u-1", "u-2", "u-1"], queue.Events.Select(one => one.UserId));
        var (id, failure) = Assert.Single(queue.Unreadable);
        Assert.Equal("IdentityCenter.MalformedEvent", failure.ErrorId);
        Assert.Contains($"$ of message {id}: it is not JSON", failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Message, Assert.Single(queue.Failures).Reason);
        // While it is at work nobody else gets them.
        var (other, _) = Open(session);
        await other.ReceiveAsync(Cancel);
        Assert.Empty(other.Events);

        await queue.SettleAsync(one => one.UserId == "u-1", Cancel);
        Assert.Equal(2, messages.Count);
        Assert.Empty(host.Warnings);
        await other.ReceiveAsync(Cancel);
        Assert.Equal((2, "u-2"), (other.Count, Assert.Single(other.Events).UserId));
        // Only shown: all of it stays.
        await other.SettleAsync(null, Cancel);
        Assert.Equal(2, messages.Count);
    }

    [Fact]
    public async Task What_a_run_that_was_cut_off_had_comes_back_by_itself()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var messages = Queue(sandbox, [.. Enumerable.Range(0, 25).Select(at => Joined($"u-{at}"))]);
        var (killed, _) = Open(session);
        await killed.ReceiveAsync(Cancel);
        Assert.Equal((25, 25), (killed.Count, messages.Count));
        var (next, _) = Open(session);
        await next.ReceiveAsync(Cancel);
        Assert.Equal(0, next.Count);
        _clock.Advance(EventQueue.Visibility);
        await next.ReceiveAsync(Cancel);
        Assert.Equal(25, next.Count);
        await next.SettleAsync(_ => true, Cancel);
        Assert.Equal(0, messages.Count);
    }

    [Fact]
    public async Task A_run_takes_a_limited_number_of_messages_and_says_so()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var messages = Queue(sandbox, [.. Enumerable.Repeat(Elsewhere, EventQueue.MaxMessages + 1)]);
        var (queue, host) = Open(session);
        await queue.ReceiveAsync(Cancel);
        Assert.Equal(EventQueue.MaxMessages, queue.Count);
        Assert.Contains("the next run takes them", Assert.Single(host.Warnings), StringComparison.Ordinal);
        await queue.SettleAsync(_ => true, Cancel);
        Assert.Equal(1, messages.Count);
    }

    [Fact]
    public async Task A_run_that_is_killed_between_its_work_and_its_deleting_is_ended_by_the_next_one()
    {
        await using var server = await SyncServer.StartAsync("postgres");
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var messages = Queue(sandbox, Joined("u-1", "id-one"));
        var directory = new MemoryDirectory();
        directory.Put("u-1", "somebody");
        directory.Join("one", "u-1");

        // Nobody agreed: it is not done.
        var (done, rows) = await SyncAsync(true, server.Target());
        Assert.Equal((false, 0), (done, rows.Count));
        // One of two databases: it is not done either; and before it could say so, it was killed.
        var target = server.Target();
        (done, rows) = await SyncAsync(false, target, target with { Database = target.Database with { Engine = "sqlserver-se" } });
        Assert.Equal((false, IdentityCenterState.Created), (done, Assert.Single(rows).State));
        Assert.Equal(1, messages.Count);
        (done, rows) = await SyncAsync(false, target);
        Assert.Equal((true, IdentityCenterState.Unchanged), (done, Assert.Single(rows).State));
        Assert.Equal(0, messages.Count);

        async Task<(bool IsDone, IReadOnlyList<SyncedUser> Rows)> SyncAsync(bool isDeclined, params SyncTarget[] targets)
        {
            _clock.Advance(EventQueue.Visibility);
            var (queue, _) = Open(session);
            await queue.ReceiveAsync(Cancel);
            var sync = new IdentityCenterSync(directory, new RecordingHost(!isDeclined));
            var users = new List<SyncedUser>();
            var one = Assert.Single(queue.Events);
            await sync.RunAsync(
                new SyncRequest(SyncRun.Map(("one", "hoop_ro")), targets) { Events = [one] }, RunMode.Apply, (row, _) =>
                {
                    users.Add(row);
                    return ValueTask.CompletedTask;
                }, Cancel);
            var isDone = sync.IsDone(one);
            if (isDone)
                await queue.SettleAsync(sync.IsDone, Cancel);
            return (isDone, users);
        }
    }

    private static string Joined(string user, string group = "g-1") =>
        """{"source":"aws.sso-directory","detail":{"eventSource":"sso-directory.amazonaws.com","eventName":"AddMemberToGroup",""" +
        $$"""
        "requestParameters":{"groupId":"{{group}}","member":{"memberId":"{{user}}"} } } }
        """;

    private static (EventQueue Queue, RecordingHost Host) Open(AwsSession session)
    {
        var host = new RecordingHost();
        return (EventQueue.Of(session, $"https://sqs.{Region}.amazonaws.com/111122223333/events", host), host);
    }

    private MessageQueue Queue(AwsSandbox sandbox, params string[] messages)
    {
        var queue = new MessageQueue("events", _clock);
        lock (sandbox.Organisation.Gate)
        {
            sandbox.Organisation.Management.In(Region).Queues.Add(queue);
            foreach (var message in messages)
                queue.Send(message);
        }

        return queue;
    }

    private Task<AwsSession> OpenAsync(AwsSandbox sandbox) =>
        _environment.OpenAsync(sandbox, options => options with { Region = Region });
}
