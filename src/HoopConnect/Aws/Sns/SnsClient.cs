using System.Runtime.CompilerServices;
using System.Xml.Linq;
using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.Sns;

/// <summary>Amazon SNS over the Query protocol.</summary>
internal sealed class SnsClient(ServiceChannel channel) : ISnsClient
{
    public async Task<string> CreateTopicAsync(
        string name, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string> { ["Name"] = name };
        foreach (var (tag, index) in tags.Select((tag, index) => (tag, index)))
        {
            parameters[$"Tags.member.{index + 1}.Key"] = tag.Key;
            parameters[$"Tags.member.{index + 1}.Value"] = tag.Value;
        }

        return (await CallAsync("CreateTopic", name, parameters, cancellationToken)).Text("TopicArn") ?? "";
    }

    public async IAsyncEnumerable<SnsSubscription> ListSubscriptionsByTopicAsync(
        string topicArn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var markers = new PageMarkers("sns:ListSubscriptionsByTopic");
        string? token = null;
        do
        {
            var parameters = new Dictionary<string, string> { ["TopicArn"] = topicArn };
            if (token is not null)
                parameters["NextToken"] = token;
            var page = await CallAsync("ListSubscriptionsByTopic", topicArn, parameters, cancellationToken);
            foreach (var subscription in page.Items("Subscriptions"))
            {
                yield return new SnsSubscription(
                    subscription.Text("SubscriptionArn") ?? "", subscription.Text("Protocol") ?? "", subscription.Text("Endpoint") ?? "");
            }

            token = markers.Next(page.Text("NextToken"));
        }
        while (token is not null);
    }

    public Task SubscribeAsync(string topicArn, string protocol, string endpoint, CancellationToken cancellationToken) =>
        CallAsync(
            "Subscribe",
            topicArn,
            new()
            {
                ["TopicArn"] = topicArn,
                ["Protocol"] = protocol,
                ["Endpoint"] = endpoint,
            },
            cancellationToken);

    public async Task<string> PublishAsync(string topicArn, string subject, string message, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string>
        {
            ["TopicArn"] = topicArn,
            ["Subject"] = subject,
            ["Message"] = message,
        };
        return (await CallAsync("Publish", topicArn, parameters, cancellationToken)).Text("MessageId") ?? "";
    }

    private async Task<XElement> CallAsync(
        string operation, string target, Dictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        var answer = await channel.QueryAsync(
            new ProtocolRequest(AwsService.Sns, operation) { Parameters = parameters, Target = target }, cancellationToken);
        return answer.Member(operation + "Result") ?? new XElement("empty");
    }
}
