using System.Text.Json.Nodes;
using HoopConnect.Sandbox;

namespace HoopConnect.Tests.Sandbox;

/// <summary>The sandbox's queues behave as the Amazon SQS API Reference says.</summary>
public class SqsServiceTests(SandboxFixture fixture)
{
    [Fact]
    public async Task A_message_is_received_once_at_a_time_and_gone_when_it_is_deleted()
    {
        await using var sandbox = await fixture.StartAsync();
        var peer = new SandboxPeer(sandbox, sandbox.AccessKey);
        var (missing, failure) = await peer.SqsAsync("GetQueueUrl", new JsonObject { ["QueueName"] = "events" });
        Assert.Equal((400, "com.amazonaws.sqs#QueueDoesNotExist"), (missing, (string?)failure["__type"]));
        lock (sandbox.Organisation.Gate)
            sandbox.Organisation.Management.In("eu-west-1").Queue("events");
        var url = (string)(await peer.SqsAsync("GetQueueUrl", new JsonObject { ["QueueName"] = "events" })).Body["QueueUrl"]!;
        Assert.Equal($"{sandbox.EndpointUrl}/111122223333/events", url);

        var sent = (await peer.SqsAsync("SendMessage", new JsonObject { ["QueueUrl"] = url, ["MessageBody"] = "hello" })).Body;
        Assert.Equal("5d41402abc4b2a76b9719d911017c592", (string?)sent["MD5OfMessageBody"]);
        var received = Assert.Single((await ReceiveAsync()).AsArray())!;
        Assert.Equal(("hello", (string?)sent["MessageId"]), ((string?)received["Body"], (string?)received["MessageId"]));
        Assert.Empty((await ReceiveAsync()).AsArray());
        // Not deleted: it comes back when its time is over.
        await peer.SqsAsync("SendMessage", new JsonObject { ["QueueUrl"] = url, ["MessageBody"] = "again" });
        Assert.Single((await ReceiveAsync(visibility: 0)).AsArray());
        var again = Assert.Single((await ReceiveAsync()).AsArray())!;
        Assert.Equal("2", (string?)again["Attributes"]!["ApproximateReceiveCount"]);
        foreach (var message in new[] { received, again })
        {
            var delete = new JsonObject { ["QueueUrl"] = url, ["ReceiptHandle"] = (string)message["ReceiptHandle"]! };
            Assert.Equal(200, (await peer.SqsAsync("DeleteMessage", delete)).Status);
        }

        Assert.Equal(0, sandbox.Organisation.Management.In("eu-west-1").Queue("events").Count);

        async Task<JsonNode> ReceiveAsync(int visibility = 30)
        {
            var request = new JsonObject { ["QueueUrl"] = url, ["MaxNumberOfMessages"] = 10, ["VisibilityTimeout"] = visibility };
            return (await peer.SqsAsync("ReceiveMessage", request)).Body["Messages"]!;
        }
    }
}
