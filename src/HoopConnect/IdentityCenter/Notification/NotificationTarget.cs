using HoopConnect.Aws;
using HoopConnect.Hosting;

namespace HoopConnect.IdentityCenter.Notification;

/// <summary>Who is told of failures: a topic, or a mailbox by a topic of our own.</summary>
public sealed record NotificationTarget
{
    private NotificationTarget(string? topicArn, string? email, string? region) => (TopicArn, Email, Region) = (topicArn, email, region);

    /// <summary>The topic; null where it is the one of our own.</summary>
    public string? TopicArn { get; }

    /// <summary>The mailbox; null for a topic whose subscriptions are somebody else's.</summary>
    public string? Email { get; }

    /// <summary>The topic's region; null where it is the session's.</summary>
    public string? Region { get; }

    /// <summary>A topic.</summary>
    /// <param name="arn">Its ARN.</param>
    /// <exception cref="HoopException"><c>IdentityCenter.InvalidNotification</c>, <c>Aws.UnknownRegion</c>.</exception>
    public static NotificationTarget OfTopic(string arn)
    {
        ArgumentNullException.ThrowIfNull(arn);
        if (
            arn.Split(':') is not ["arn", var partition, "sns", var region, { Length: 12 } account, { Length: > 0 and <= 256 } name]
            || !account.All(char.IsAsciiDigit)
            || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            || AwsRegion.Parse(region).Partition != partition)
            throw IdentityCenterErrors.InvalidNotification.Error($"'{arn}' is not the ARN of a standard topic of SNS.", arn);
        return new NotificationTarget(arn, null, region);
    }

    /// <summary>A mailbox.</summary>
    /// <param name="address">Its address.</param>
    /// <exception cref="HoopException"><c>IdentityCenter.InvalidNotification</c>.</exception>
    public static NotificationTarget OfEmail(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Length <= 254
            && address.Split('@') is [{ Length: > 0 }, { Length: > 0 }]
            && address.All(letter => letter is > ' ' and < '\x7f')
            ? new NotificationTarget(null, address, null)
            : throw IdentityCenterErrors.InvalidNotification.Error($"'{address}' is not an e-mail address.", address);
    }
}
