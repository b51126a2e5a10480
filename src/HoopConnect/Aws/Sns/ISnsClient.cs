namespace HoopConnect.Aws.Sns;

/// <summary>The calls of Amazon SNS that the product makes; operations and members are named as in its API Reference.</summary>
public interface ISnsClient
{
    /// <summary>
    /// CreateTopic: the ARN of the topic of that name, which is made where there is none. One that has other tags is an error.
    /// </summary>
    Task<string> CreateTopicAsync(string name, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>ListSubscriptionsByTopic: all subscriptions, page by page.</summary>
    IAsyncEnumerable<SnsSubscription> ListSubscriptionsByTopicAsync(string topicArn, CancellationToken cancellationToken);

    /// <summary>Subscribe; SNS asks an e-mail address to confirm.</summary>
    Task SubscribeAsync(string topicArn, string protocol, string endpoint, CancellationToken cancellationToken);

    /// <summary>Publish.</summary>
    /// <returns>The id of the message.</returns>
    Task<string> PublishAsync(string topicArn, string subject, string message, CancellationToken cancellationToken);
}
