namespace HoopConnect.Hooks.Webhooks;

/// <summary>How hard it is tried to give a webhook to its receiver.</summary>
public sealed record WebhookRetry
{
    /// <summary>How often it is sent at most.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long an answer is waited for.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>About how long the first pause is; each further one is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a pause is at most, also one that the receiver asks for (<c>Retry-After</c>): if it wants a longer one, it is not asked
    /// again now.
    /// </summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);
}
