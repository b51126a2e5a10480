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

    private static MessageQueue OfUrl(AccountRegion place, AwsCall call) => Find(place, call.Parameters.Require("QueueUrl").Split('/')[^1]);

    private static MessageQueue Find(AccountRegion place, string name) =>
        place.Queues.Find(queue => queue.Name == name)
        ?? throw new AwsFailureException("com.amazonaws.sqs#QueueDoesNotExist", "The specified queue does not exist.");

    private static AwsFailureException Invalid(string message) => new("com.amazonaws.sqs#InvalidParameterValue", message);

#pragma warning disable CA5351 // SQS answers with MD5, and its clients compare.
    private static string Md5(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));
#pragma warning restore CA5351
}
