namespace HoopConnect.Aws.Sns;

/// <summary>A subscription of a topic (Amazon SNS API Reference, "Subscription").</summary>
/// <param name="SubscriptionArn">Its ARN; <c>PendingConfirmation</c> until the endpoint has confirmed it.</param>
/// <param name="Protocol"><c>email</c>, <c>sqs</c>, ...</param>
/// <param name="Endpoint">Where its messages go.</param>
public sealed record SnsSubscription(string SubscriptionArn, string Protocol, string Endpoint)
{
    /// <summary>Whether the endpoint has yet to confirm.</summary>
    public bool IsPending => SubscriptionArn == "PendingConfirmation";
}
