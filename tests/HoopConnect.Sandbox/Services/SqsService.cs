using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>Amazon SQS: standard queues without delay; nobody is kept waiting for a message.</summary>
internal sealed class SqsService(Organisation organisation, Func<string> endpointUrl) : IAwsService
{
    public string SigningName => "sqs";

    public IAwsProtocol Protocol { get; } = new JsonProtocol("AmazonSQS", "RequestThrottled", "1.0");

    public AwsResult Handle(AwsCall call)
    {
        var place = organisation.Find(call.Caller!.AccountId)!.In(call.Region);
        return call.Action switch
        {
            "CreateQueue" => UrlOf(place, place.Queue(call.Parameters.Require("QueueName"))),
            "GetQueueUrl" => UrlOf(place, Find(place, call.Parameters.Require("QueueName"))),
            "SendMessage" => Send(OfUrl(place, call), call),
            "ReceiveMessage" => Receive(OfUrl(place, call), call),
            "DeleteMessage" => Delete(OfUrl(place, call), call),
            "DeleteMessageBatch" => Batch(OfUrl(place, call), call, (queue, entry) =>
            {
                queue.Delete(Text(entry, "ReceiptHandle"));
                return true;
            }),
            "ChangeMessageVisibilityBatch" => Batch(OfUrl(place, call), call, (queue, entry) =>
                queue.Show(Text(entry, "ReceiptHandle"), TimeSpan.FromSeconds((int?)entry["VisibilityTimeout"] ?? 0))),
            _ => throw new AwsFailureException("UnknownOperationException", $"The sandbox has no operation {call.Action}."),
        };
    }

    private AwsResult UrlOf(AccountRegion place, MessageQueue queue) =>
        AwsResult.Of(new JsonObject { ["QueueUrl"] = $"{endpointUrl()}/{place.AccountId}/{queue.Name}" });

    private static AwsResult Send(MessageQueue queue, AwsCall call)
    {
        var body = call.Parameters.Require("MessageBody");
        return AwsResult.Of(new JsonObject { ["MessageId"] = queue.Send(body), ["MD5OfMessageBody"] = Md5(body) });
    }

    private static AwsResult Receive(MessageQueue queue, AwsCall call)
    {
        var most = call.Parameters.Number("MaxNumberOfMessages", 1);
        if (most is < 1 or > 10)
            throw Invalid("MaxNumberOfMessages must be between 1 and 10, if provided.");
        var visibility = TimeSpan.FromSeconds(call.Parameters.Number("VisibilityTimeout", 30));
        var messages = queue.Receive(most, visibility).Select(message => (JsonNode)new JsonObject
        {
            ["MessageId"] = message.Id,
            ["ReceiptHandle"] = message.ReceiptHandle,
            ["MD5OfBody"] = Md5(message.Body),
            ["Body"] = message.Body,
            ["Attributes"] = new JsonObject
            {
                ["ApproximateReceiveCount"] = message.Receives.ToString(CultureInfo.InvariantCulture),
            },
        });
        return AwsResult.Of(new JsonObject { ["Messages"] = new JsonArray([.. messages]) });
    }

    private static AwsResult Delete(MessageQueue queue, AwsCall call)
    {
        queue.Delete(call.Parameters.Require("ReceiptHandle"));
        return AwsResult.Of(new JsonObject());
    }

    private static AwsResult Batch(MessageQueue queue, AwsCall call, Func<MessageQueue, JsonNode, bool> change)
    {
        var entries = JsonNode.Parse(call.Parameters.Require("Entries"))!.AsArray();
        if (entries.Count is < 1 or > 10)
            throw new AwsFailureException("com.amazonaws.sqs#TooManyEntriesInBatchRequest", "A batch has from 1 to 10 entries.");
        if (entries.Select(entry => Text(entry!, "Id")).Distinct().Count() < entries.Count)
            throw new AwsFailureException("com.amazonaws.sqs#BatchEntryIdsNotDistinct", "Two entries have the same id.");
        var byResult = entries.ToLookup(entry => change(queue, entry!), entry => Text(entry!, "Id"));
        return AwsResult.Of(new JsonObject
        {
            ["Successful"] = new JsonArray([.. byResult[true].Select(id => new JsonObject { ["Id"] = id })]),
            ["Failed"] = new JsonArray([.. byResult[false].Select(id => new JsonObject
            {
                ["Id"] = id,
                ["Code"] = "ReceiptHandleIsInvalid",
                ["Message"] = "The input receipt handle is invalid.",
                ["SenderFault"] = true,
            })]),
        });
    }

    private static string Text(JsonNode entry, string member) => (string?)entry[member] ?? throw Invalid($"{member} is missing.");

    private static MessageQueue OfUrl(AccountRegion place, AwsCall call) => Find(place, call.Parameters.Require("QueueUrl").Split('/')[^1]);

    private static MessageQueue Find(AccountRegion place, string name) =>
        place.Queues.Find(queue => queue.Name == name)
        ?? throw new AwsFailureException("com.amazonaws.sqs#QueueDoesNotExist", "The specified queue does not exist.");

    private static AwsFailureException Invalid(string message) => new("com.amazonaws.sqs#InvalidParameterValue", message);

#pragma warning disable CA5351 // SQS answers with MD5, and its clients compare.
    private static string Md5(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));
#pragma warning restore CA5351
}
