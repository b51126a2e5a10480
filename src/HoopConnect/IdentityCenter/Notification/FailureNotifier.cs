using HoopConnect.Aws;
using HoopConnect.Aws.Sns;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Planning;

namespace HoopConnect.IdentityCenter.Notification;

/// <summary>Tells of failures by SNS.</summary>
/// <param name="sns">SNS in the account and region of the topic.</param>
/// <param name="host">Who hears of what the mailbox has to do.</param>
public sealed class FailureNotifier(ISnsClient sns, IHoopHost host)
{
    /// <summary>The topic of our own.</summary>
    public const string TopicName = IdentityCenterSyncPolicy.OwnTopic;

    /// <summary>SNS where the topic is: the caller's own account; the topic's region, or the session's.</summary>
    public static FailureNotifier Of(IAwsServices aws, NotificationTarget target, IHoopHost host)
    {
        ArgumentNullException.ThrowIfNull(aws);
        ArgumentNullException.ThrowIfNull(target);
        return new FailureNotifier(aws.Sns(null, target.Region ?? aws.DefaultRegion), host);
    }

    /// <summary>What <see cref="PrepareAsync"/> does for a mailbox; nothing for a topic.</summary>
    public static Plan Plan(NotificationTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new Plan("Amazon SNS", "have a mailbox told of failures", target.Email is not { } email ? [] :
        [
            new PlanStep(TopicName, "make topic", $"sns:CreateTopic {TopicName}") { Note = "where it is not there" },
            new PlanStep(TopicName, "subscribe", $"sns:Subscribe email {email}") { Note = "where it is not; its owner has to confirm" },
        ]);
    }

    /// <summary>
    /// The topic; for a mailbox the one of our own, made and subscribed to where that lacks. A mailbox that has not confirmed yet gets
    /// nothing: a warning says so.
    /// </summary>
    /// <returns>The topic's ARN.</returns>
    /// <exception cref="HoopException"><c>IdentityCenter.TopicNotOurs</c>, AWS errors.</exception>
    public async Task<string> PrepareAsync(NotificationTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Email is not { } email)
            return target.TopicArn!;
        var topic = await TopicAsync(cancellationToken);
        var known = await sns
            .ListSubscriptionsByTopicAsync(topic, cancellationToken)
            .FindAsync(
                each => each.Protocol == "email" && string.Equals(each.Endpoint, email, StringComparison.OrdinalIgnoreCase),
                cancellationToken);
        if (known is null)
            await sns.SubscribeAsync(topic, "email", email, cancellationToken);
        if (known is null or { IsPending: true })
        {
            host.Warning(
                $"{email} gets nothing before its owner confirms: Amazon SNS {(known is null ? "sends" : "sent")} a message with a link " +
                    "to it, which is good for two days.");
        }

        return topic;
    }

    /// <summary>Sends one message about all failures; none are no message.</summary>
    /// <returns>The message's id; null where there was nothing to tell.</returns>
    /// <exception cref="HoopException"><c>IdentityCenter.TopicNotOurs</c>, AWS errors.</exception>
    public async Task<string?> NotifyAsync(
        NotificationTarget target,
        IReadOnlyList<SyncFailure> failures,
        IReadOnlyList<string> groups,
        DateTime time,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(failures);
        if (failures.Count == 0)
            return null;
        var topic = await PrepareAsync(target, cancellationToken);
        var notice = FailureNotice.Of(failures, groups, time);
        var id = await sns.PublishAsync(topic, notice.Subject, notice.Body, cancellationToken);
        host.Verbose($"Told {topic} of {failures.Count} failure(s), message {id}.");
        return id;
    }

    private async Task<string> TopicAsync(CancellationToken cancellationToken)
    {
        try
        {
            // SNS gives the topic of that name to who asks for it with the same tags, and an error to who asks with others.
            return await sns.CreateTopicAsync(TopicName, OwnTag.Tags, cancellationToken);
        }
        catch (AwsErrorException failure)
            when (failure.AwsErrorCode is "InvalidParameter" && failure.Message.Contains("tags", StringComparison.OrdinalIgnoreCase))
        {
            throw IdentityCenterErrors.TopicNotOurs.Error(
                $"There is a topic '{TopicName}' that HoopConnect did not make.", TopicName, cause: failure);
        }
    }
}
