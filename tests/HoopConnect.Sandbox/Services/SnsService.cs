using System.Net;
using System.Xml.Linq;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>Amazon SNS: topics, subscriptions that wait for their confirmation, messages.</summary>
internal sealed class SnsService(Organisation organisation) : IAwsService
{
    public string SigningName => "sns";

    public IAwsProtocol Protocol { get; } = new QueryProtocol("http://sns.amazonaws.com/doc/2010-03-31/", "2010-03-31");

    public AwsResult Handle(AwsCall call)
    {
        var place = organisation.Find(call.Caller!.AccountId)!.In(call.Region);
        return call.Action switch
        {
            "CreateTopic" => CreateTopic(place, call),
            "ListSubscriptionsByTopic" => ListSubscriptions(Find(place, call), call),
            "Subscribe" => Subscribe(Find(place, call), call),
            "Publish" => Publish(Find(place, call), call),
            _ => throw new AwsFailureException("InvalidAction", $"Could not find operation {call.Action} for version 2010-03-31"),
        };
    }

    private AwsResult CreateTopic(AccountRegion place, AwsCall call)
    {
        var name = call.Parameters.Require("Name");
        if (name.Length > 256 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            throw Invalid("Topic Name");
        var arn = $"arn:{organisation.Partition}:sns:{place.Region}:{place.AccountId}:{name}";
        var tags = call.Parameters.Structures("Tags.member").ToDictionary(tag => tag.Require("Key"), tag => tag.Find("Value") ?? "");
        if (place.Topics.Find(topic => topic.Arn == arn) is { } known)
        {
            if (tags.Any(tag => known.Tags.GetValueOrDefault(tag.Key) != tag.Value))
                throw new AwsFailureException(
                    "InvalidParameter", "Invalid parameter: Tags Reason: Topic already exists with different tags");
            return AwsResult.Of(new XElement("TopicArn", arn));
        }

        var topic = new Topic(arn);
        foreach (var (key, value) in tags)
            topic.Tags[key] = value;
        place.Topics.Add(topic);
        return AwsResult.Of(new XElement("TopicArn", arn));
    }

    private AwsResult ListSubscriptions(Topic topic, AwsCall call)
    {
        var page = Paging.Take(
            topic.Subscriptions, call.Parameters.Find("NextToken"), organisation.Options.DirectoryPageSize, () => Invalid("NextToken"));
        var list = new XElement("Subscriptions", page.Items.Select(subscription => new XElement("member",
            new XElement("SubscriptionArn", subscription.Arn),
            new XElement("Owner", topic.Arn.Split(':')[4]),
            new XElement("Protocol", subscription.Protocol),
            new XElement("Endpoint", subscription.Endpoint),
            new XElement("TopicArn", topic.Arn))));
        return page.Next is null ? AwsResult.Of(list) : AwsResult.Of(list, new XElement("NextToken", page.Next));
    }

    private static AwsResult Subscribe(Topic topic, AwsCall call)
    {
        var (protocol, endpoint) = (call.Parameters.Require("Protocol"), call.Parameters.Find("Endpoint") ?? "");
        if (protocol != "email" || !endpoint.Contains('@', StringComparison.Ordinal))
            throw Invalid("Email address");
        if (!topic.Subscriptions.Exists(each => each.Endpoint == endpoint))
            topic.Subscriptions.Add((protocol, endpoint, "PendingConfirmation"));
        return AwsResult.Of(new XElement("SubscriptionArn", "pending confirmation"));
    }

    private static AwsResult Publish(Topic topic, AwsCall call)
    {
        var (subject, message) = (call.Parameters.Find("Subject") ?? "", call.Parameters.Require("Message"));
        // Amazon SNS API Reference, "Publish": ASCII, begins with a letter, number or punctuation mark, no line breaks, at most 100.
        if (subject.Length > 100 || subject.StartsWith(' ') || subject.Any(letter => letter is < ' ' or > '~'))
            throw Invalid("Subject");
        if (System.Text.Encoding.UTF8.GetByteCount(message) > 262_144)
            throw Invalid("Message too long");
        topic.Messages.Add((subject, message));
        return AwsResult.Of(new XElement("MessageId", Guid.NewGuid().ToString()));
    }

    private static Topic Find(AccountRegion place, AwsCall call)
    {
        var arn = call.Parameters.Require("TopicArn");
        return place.Topics.Find(topic => topic.Arn == arn)
            ?? throw new AwsFailureException("NotFound", "Topic does not exist", HttpStatusCode.NotFound);
    }

    private static AwsFailureException Invalid(string what) => new("InvalidParameter", $"Invalid parameter: {what}");
}
