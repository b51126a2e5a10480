using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Hooks.Webhooks;

/// <summary>Where the webhooks of a command go, as its caller says it: a receiver, or Svix.</summary>
public sealed record WebhookOptions
{
    /// <summary>A receiver that verifies the signature itself.</summary>
    public WebhookUrl? Url { get; init; }

    /// <summary>Its keys.</summary>
    public IReadOnlyList<Secret> Secrets { get; init; } = [];

    /// <summary>The token of Svix's API.</summary>
    public Secret? SvixToken { get; init; }

    /// <summary>The application's id or uid there.</summary>
    public string? SvixApplication { get; init; }

    /// <summary>The type that the event has there.</summary>
    public string? SvixEventType { get; init; }

    /// <summary>A server of Svix of one's own.</summary>
    public WebhookUrl? SvixServer { get; init; }

    /// <summary>Who receives; null where nobody does.</summary>
    /// <exception cref="HoopException"><c>Webhook.Incomplete</c>, <c>Webhook.InvalidSecret</c>, <c>Webhook.InvalidName</c>,
    /// <c>Webhook.InvalidUrl</c>.</exception>
    public IWebhookTarget? Target()
    {
        var saysUrl = Url is not null || Secrets.Count > 0;
        var saysSvix = SvixToken is not null || SvixApplication is not null || SvixEventType is not null || SvixServer is not null;
        if (saysUrl && saysSvix)
            throw Incomplete("a URL and Svix are two ways, of which a job takes one");
        if (saysUrl)
        {
            return Url is not null && Secrets.Count > 0
                ? new SignedWebhook(Url, Secrets)
                : throw Incomplete(Url is null ? "there is a key and no URL" : $"{Url} has no key that the webhook is signed with");
        }

        if (!saysSvix)
            return null;
        return SvixToken is not null && SvixApplication is not null
            ? new SvixMessages(SvixToken, SvixApplication, SvixEventType, SvixServer)
            : throw Incomplete(SvixToken is null ? "there is no token of Svix" : "there is no application of Svix");
    }

    private static HoopException Incomplete(string why) => WebhookErrors.Incomplete.Error($"No webhook can be sent: {why}.");
}
