using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Hooks.Webhooks;

/// <summary>
/// Svix's message API (Svix documentation, "Create Message": <c>POST /api/v1/app/{app_id}/msg/</c>), which signs the message and hands it
/// on to the endpoints of an application.
/// </summary>
public sealed partial class SvixMessages : IWebhookTarget
{
    // As in Svix's own clients: a token ends with the region that it is for.
    private static readonly string[] Regions = ["us", "eu", "in", "ca", "au"];

    private readonly Secret _token;

    /// <summary>Makes it.</summary>
    /// <param name="token">The token of the API.</param>
    /// <param name="application">The application's id or uid.</param>
    /// <param name="eventType">The type that the event has there; <see cref="WebhookMessage.JobFinished"/> where null.</param>
    /// <param name="server">A server of one's own; that of the token's region where null.</param>
    /// <exception cref="HoopException"><c>Webhook.InvalidSecret</c>, <c>Webhook.InvalidName</c>, <c>Webhook.InvalidUrl</c>.</exception>
    public SvixMessages(Secret token, string application, string? eventType = null, WebhookUrl? server = null)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (token.Length == 0 || !token.Reveal().All(character => character is > ' ' and < '\u007F'))
            throw WebhookErrors.InvalidSecret.Error(
                "The token of Svix cannot be used: it is empty, or has a line end, a space or another character that it cannot have.");
        _token = token;
        EventType = Name("type of an event", eventType ?? WebhookMessage.JobFinished);
        var at = server ?? WebhookUrl.Parse(ServerOf(token));
        if (at.Address.Query.Length > 0)
            throw WebhookErrors.InvalidUrl.Error($"The server of Svix, {at}, cannot be used: it has a query.", at.ToString());
        Url = WebhookUrl.Parse(
            $"{at.Address.AbsoluteUri.TrimEnd('/')}/api/v1/app/{Uri.EscapeDataString(Name("name of an application", application))}/msg/");
    }

    /// <inheritdoc/>
    public WebhookUrl Url { get; }

    /// <inheritdoc/>
    public string EventType { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> HeaderNames { get; } = ["authorization", "idempotency-key"];

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Body(WebhookMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("eventType", message.EventType);
            json.WriteString("eventId", message.Id);
            json.WritePropertyName("payload");
            json.WriteRawValue(message.Body.Span);
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> Headers(WebhookMessage message, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        return HeaderNames.Zip(["Bearer " + _token.Reveal(), message.Id], KeyValuePair.Create);
    }

    /// <summary>Also where it says that it has one of that id: the key of an earlier send is forgotten before the message is.</summary>
    public bool IsTaken(HttpStatusCode status) => (int)status is >= 200 and < 300 || status == HttpStatusCode.Conflict;

    private static string ServerOf(Secret token)
    {
        var parts = token.Reveal().Split('.');
        return parts.Length > 1 && Regions.Contains(parts[1], StringComparer.Ordinal)
            ? $"https://api.{parts[1]}.svix.com"
            : "https://api.svix.com";
    }

    private static string Name(string what, string text) =>
        NameForm().IsMatch(text) && text is not ("." or "..")
            ? text
            : throw WebhookErrors.InvalidName.Error($"'{text}' is not the {what} in Svix.", text);

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,256}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
