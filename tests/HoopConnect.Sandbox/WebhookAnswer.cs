namespace HoopConnect.Sandbox;

/// <summary>How the receiver of webhooks answers.</summary>
/// <param name="Status">The status; 0 for no answer at all.</param>
public sealed record WebhookAnswer(int Status)
{
    /// <summary>The header Retry-After.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The header Location.</summary>
    public string? Location { get; init; }

    /// <summary>The body.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether the body has no end.</summary>
    public bool IsEndless { get; init; }
}
