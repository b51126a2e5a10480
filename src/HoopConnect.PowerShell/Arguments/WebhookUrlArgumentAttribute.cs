using HoopConnect.Hooks.Webhooks;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Takes the URL of a receiver of webhooks.</summary>
internal sealed class WebhookUrlArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value) =>
        value switch
        {
            WebhookUrl url => url,
            // As a text it would have lost its escapes.
            Uri url => WebhookUrl.Parse(url.OriginalString),
            _ => WebhookUrl.Parse(TextOf(value)),
        };
}
