using HoopConnect.Hooks.Webhooks;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell;

/// <summary>The parameters that say where webhooks go: the same on every cmdlet that sends any.</summary>
internal interface IWebhookParameters
{
    /// <summary>A receiver that verifies the signature itself.</summary>
    WebhookUrl? WebhookUrl { get; }

    /// <summary>Its key, or keys.</summary>
    Secret[] WebhookSecret { get; }

    /// <summary>The token of Svix's API.</summary>
    Secret? SvixToken { get; }

    /// <summary>The application there.</summary>
    string? SvixApplication { get; }

    /// <summary>The type that the event has there.</summary>
    string? SvixEventType { get; }

    /// <summary>A server of Svix of one's own.</summary>
    WebhookUrl? SvixServer { get; }
}
