using System.Net;

namespace HoopConnect.Hooks.Webhooks;

/// <summary>Who receives webhooks, and the way in which they are given to him.</summary>
public interface IWebhookTarget
{
    /// <summary>Where it is, as it may be shown.</summary>
    WebhookUrl Url { get; }

    /// <summary>The type that the event has there.</summary>
    string EventType { get; }

    /// <summary>The names of the headers that are sent, without the values, for who reads the plan.</summary>
    IReadOnlyList<string> HeaderNames { get; }

    /// <summary>What is sent as the body.</summary>
    ReadOnlyMemory<byte> Body(WebhookMessage message);

    /// <summary>What goes into the headers.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">The time of this attempt.</param>
    IEnumerable<KeyValuePair<string, string>> Headers(WebhookMessage message, DateTimeOffset now);

    /// <summary>Whether that answer says that the receiver has the message.</summary>
    bool IsTaken(HttpStatusCode status);
}
