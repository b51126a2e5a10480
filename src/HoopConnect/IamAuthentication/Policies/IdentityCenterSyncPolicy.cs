namespace HoopConnect.IamAuthentication.Policies;

/// <summary>
/// What makes database users of the groups of IAM Identity Center needs (Service Authorization Reference, "Actions, resources, and
/// condition keys" of AWS Identity Store, AWS IAM Identity Center, Amazon RDS IAM authentication, Amazon SNS and Amazon SQS).
/// </summary>
internal static class IdentityCenterSyncPolicy
{
    /// <summary>The topic of SNS that HoopConnect makes for a mailbox.</summary>
    public const string OwnTopic = "HoopConnect-IdentityCenter";

    public static IReadOnlyList<PolicyStatement> Statements(PolicyRequest request, string partition)
    {
        var statements = new List<PolicyStatement>
        {
            new(
                "ReadDirectory",
                [
                    "identitystore:DescribeGroup", "identitystore:DescribeUser", "identitystore:ListGroupMemberships",
                    "identitystore:ListGroups",
                ])
            {
                Resources =
                [
                    $"arn:{partition}:identitystore::*:identitystore/*", $"arn:{partition}:identitystore:::group/*",
                    $"arn:{partition}:identitystore:::membership/*", $"arn:{partition}:identitystore:::user/*",
                ],
            },
            // An action without resources.
            new("FindInstance", ["sso:ListInstances"]) { Resources = ["*"] },
        };
        if (request.UserNames.Count > 0)
            statements.Add(Connect(request, partition));
        if (request.QueueArn is { } queue)
            statements.Add(TakeEvents(PolicyChecks.Queue(queue, partition)));
        if (request.TopicArn is { } topic)
            statements.Add(Notify(PolicyChecks.Topic(topic, partition)));
        return statements;
    }

    private static PolicyStatement Connect(PolicyRequest request, string partition)
    {
        if (request.Databases.Count > 0)
            return DatabasePolicies.Connect(request);
        var account = request.AccountId is null ? "*" : PolicyChecks.Account(request.AccountId);
        var users = request.UserNames.Distinct(StringComparer.Ordinal).Select(PolicyChecks.User).Select(DatabaseResource.Literal);
        return new PolicyStatement("Connect", ["rds-db:connect"])
        {
            Resources = [.. users.Select(user => $"arn:{partition}:rds-db:*:{account}:dbuser:*/{user}")],
        };
    }

    // The batch calls are allowed with these (Amazon SQS API Reference, "DeleteMessageBatch", "ChangeMessageVisibilityBatch").
    private static PolicyStatement TakeEvents(string queue) =>
        new("TakeEvents", ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"]) { Resources = [queue] };

    // Only the topic of our own is made and subscribed to; another one has an owner who does.
    private static PolicyStatement Notify(string topic) =>
        new(
            "TellOfFailures",
            topic.EndsWith(":" + OwnTopic, StringComparison.Ordinal)
                ? ["sns:CreateTopic", "sns:ListSubscriptionsByTopic", "sns:Publish", "sns:Subscribe", "sns:TagResource"]
                : ["sns:Publish"])
        {
            Resources = [topic],
        };
}
