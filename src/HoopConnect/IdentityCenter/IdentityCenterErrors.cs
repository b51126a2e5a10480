using HoopConnect.Hosting;

namespace HoopConnect.IdentityCenter;

/// <summary>What reading the directory of IAM Identity Center, its events and telling of failures fail with.</summary>
internal static class IdentityCenterErrors
{
    public static readonly ErrorDefinition AmbiguousGroup = new(
        "IdentityCenter.AmbiguousGroup", HoopErrorKind.InvalidArgument,
        "Several groups of the directory have that name.",
        "Give the id of the group that is meant; the message has them all.");

    public static readonly ErrorDefinition AttributeTaken = new(
        "IdentityCenter.AttributeTaken", HoopErrorKind.ResourceExists,
        "The instance has another value under that attribute for access control; other permission sets may rest on it.",
        "Give another -AttributeName to Get-HoopIamPolicy, or change the attribute by hand where nothing else uses it.");

    public static readonly ErrorDefinition AttributesNotInPlace = new(
        "IdentityCenter.AttributesNotInPlace", HoopErrorKind.InvalidData,
        "The instance does not show the attribute for access control that was written to it.",
        "Run again; where it stays so, something else writes to it too.");

    public static readonly ErrorDefinition EmptyGroup = new(
        "IdentityCenter.EmptyGroup", HoopErrorKind.InvalidOperation,
        "A group of the map came back without a member. Nothing was changed: its users would all have gone.",
        "Look at the group in IAM Identity Center. Where it is meant to be empty, give -AllowEmptyGroup.");

    public static readonly ErrorDefinition GroupNotFound = new(
        "IdentityCenter.GroupNotFound", HoopErrorKind.ObjectNotFound,
        "The directory has no such group.",
        "Check the group's name or id in IAM Identity Center, and that it is the instance that is meant.");

    public static readonly ErrorDefinition InstanceNotFound = new(
        "IdentityCenter.InstanceNotFound", HoopErrorKind.ObjectNotFound,
        "There is no such instance of IAM Identity Center in this account and region.",
        "Check the ARN or the identity store's id, and -Region: an instance is in one region.");

    public static readonly ErrorDefinition InvalidGroup = new(
        "IdentityCenter.InvalidGroup", HoopErrorKind.InvalidArgument,
        "It is neither a group's display name nor its id.",
        "Give a display name of at most 1,024 characters, or an id.");

    public static readonly ErrorDefinition InvalidGroupMap = new(
        "IdentityCenter.InvalidGroupMap", HoopErrorKind.InvalidArgument,
        "The map does not say what the members of a group are given.",
        "Give it as @{ Group = 'role' }: a hoop role, a role of the server, or a policy of Import-HoopPolicy.");

    public static readonly ErrorDefinition InvalidNotification = new(
        "IdentityCenter.InvalidNotification", HoopErrorKind.InvalidArgument,
        "It is not an e-mail address, or not the ARN of an SNS topic.",
        "Give -NotifyEmail as name@example.com, or -NotifyTopicArn as arn:aws:sns:<region>:<account>:<topic>.");

    public static readonly ErrorDefinition InvalidQueue = new(
        "IdentityCenter.InvalidQueue", HoopErrorKind.InvalidArgument,
        "It is not the URL of a queue of SQS.",
        "Give it as SQS shows it: https://sqs.<region>.amazonaws.com/<account>/<name>.");

    public static readonly ErrorDefinition EventFileUnreadable = new(
        "IdentityCenter.EventFileUnreadable", HoopErrorKind.ReadError,
        "The file with events cannot be read.",
        "Give the path of a file that is there and that the process may read.");

    public static readonly ErrorDefinition MalformedEvent = new(
        "IdentityCenter.MalformedEvent", HoopErrorKind.InvalidData,
        "It is not an event as EventBridge, SQS or SNS delivers it, or one of the directory that lacks what it must have.",
        "The message says where; events that EventBridge sends on unchanged can be read.");

    public static readonly ErrorDefinition NoInstance = new(
        "IdentityCenter.NoInstance", HoopErrorKind.ObjectNotFound,
        "There is no instance of IAM Identity Center in this account and region.",
        "Give the region of the instance with -Region, and credentials of the management account or of the delegated administrator.");

    public static readonly ErrorDefinition Proxy = new(
        "IdentityCenter.Proxy", HoopErrorKind.InvalidOperation,
        "An RDS Proxy has no users of its own.",
        "Name the instance or cluster behind it.");

    public static readonly ErrorDefinition SeveralInstances = new(
        "IdentityCenter.SeveralInstances", HoopErrorKind.InvalidArgument,
        "There are several instances of IAM Identity Center in this account and region.",
        "Name the one that is meant by its ARN or by the id of its identity store; the message has them all.");

    public static readonly ErrorDefinition TooManyEvents = new(
        "IdentityCenter.TooManyEvents", HoopErrorKind.LimitsExceeded,
        "The text is larger, deeper or has more events than a batch of events has.",
        "Give the events in smaller parts: at most 16 MiB and 10,000 events at once.");

    public static readonly ErrorDefinition TooManyRemovals = new(
        "IdentityCenter.TooManyRemovals", HoopErrorKind.LimitsExceeded,
        "More of the managed users would go than the run may remove. Nothing was changed.",
        "See with -WhatIf who would go. Where that is right, give a higher -MaximumRemoval for this run.");

    public static readonly ErrorDefinition TopicNotOurs = new(
        "IdentityCenter.TopicNotOurs", HoopErrorKind.ResourceExists,
        "SNS has a topic of the name that HoopConnect gives its own, and HoopConnect did not make it.",
        "Give -NotifyTopicArn where that topic is meant, or rename it.");
}
