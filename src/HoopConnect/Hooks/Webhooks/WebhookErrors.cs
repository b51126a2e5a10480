using HoopConnect.Hosting;

namespace HoopConnect.Hooks.Webhooks;

/// <summary>What can be wrong with a webhook, or with who is to receive it.</summary>
internal static class WebhookErrors
{
    public static readonly ErrorDefinition Incomplete = new(
        "Webhook.Incomplete", HoopErrorKind.InvalidArgument,
        "What says where a webhook goes, and by what it is proved, does not belong together.",
        "Give -WebhookUrl with -WebhookSecret, or -SvixToken with -SvixApplication.");

    public static readonly ErrorDefinition InvalidName = new(
        "Webhook.InvalidName", HoopErrorKind.InvalidArgument,
        "It is not the name of an application or an event type of Svix.",
        "Letters, digits, hyphens, underscores and full stops, at most 256.");

    public static readonly ErrorDefinition InvalidSecret = new(
        "Webhook.InvalidSecret", HoopErrorKind.InvalidArgument,
        "The key or token cannot be used.",
        "Give the key as the receiver shows it: whsec_ and base64 of 24 to 64 bytes; a token as one word, without a line end.");

    public static readonly ErrorDefinition InvalidUrl = new(
        "Webhook.InvalidUrl", HoopErrorKind.InvalidArgument,
        "Nothing can be sent to that URL.",
        "Give https://host/path, without a user name; http is taken on loopback only.");

    public static readonly ErrorDefinition JobNotEnded = new(
        "Webhook.JobNotEnded", HoopErrorKind.InvalidOperation,
        "A job that runs cannot be reported as finished.",
        "Wait until it has ended; its run sends the webhook itself where it was asked to.");

    public static readonly ErrorDefinition NotDelivered = new(
        "Webhook.NotDelivered", HoopErrorKind.ConnectionError,
        "The receiver could not be reached, or was not ready each time that it was asked.",
        "Nothing of the job is lost. Send it again with Send-HoopWebhook: it has the same id, so a receiver takes it once.");

    public static readonly ErrorDefinition Refused = new(
        "Webhook.Refused", HoopErrorKind.InvalidOperation,
        "The receiver does not take the webhook.",
        "Check the URL and the key, or the token and the application; then send it again with Send-HoopWebhook.");
}
