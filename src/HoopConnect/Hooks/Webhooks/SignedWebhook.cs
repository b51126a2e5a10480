using System.Globalization;
using System.Net;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Hooks.Webhooks;

/// <summary>
/// A receiver that verifies the signature itself (Standard Webhooks 1.0.0, "Webhook headers"). The headers come under Svix's names too, for
/// receivers made with its libraries.
/// </summary>
public sealed class SignedWebhook : IWebhookTarget
{
    private static readonly string[] Prefixes = ["webhook-", "svix-"];

    private readonly IReadOnlyList<WebhookKey> _keys;

    /// <summary>Makes it.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="secrets">The keys; more than one while the receiver goes from one to another.</param>
    /// <exception cref="HoopException"><c>Webhook.InvalidSecret</c>.</exception>
    public SignedWebhook(WebhookUrl url, IEnumerable<Secret> secrets)
    {
        Url = url;
        _keys = [.. secrets.Select(WebhookKey.Parse)];
    }

    /// <inheritdoc/>
    public WebhookUrl Url { get; }

    /// <inheritdoc/>
    public string EventType => WebhookMessage.JobFinished;

    /// <inheritdoc/>
    public IReadOnlyList<string> HeaderNames { get; } =
        [.. Prefixes.SelectMany(prefix => new[] { prefix + "id", prefix + "timestamp", prefix + "signature" })];

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Body(WebhookMessage message) => message.Body;

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> Headers(WebhookMessage message, DateTimeOffset now)
    {
        var signatures = string.Join(' ', _keys.Select(key => key.Sign(message.Id, now, message.Body.Span)));
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return HeaderNames.Zip([message.Id, time, signatures, message.Id, time, signatures], KeyValuePair.Create);
    }

    /// <inheritdoc/>
    public bool IsTaken(HttpStatusCode status) => (int)status is >= 200 and < 300;
}
