namespace HoopConnect.Sandbox.Model;

/// <summary>A topic of SNS.</summary>
/// <param name="Arn">Its ARN.</param>
public sealed record Topic(string Arn)
{
    /// <summary>Protocol, endpoint and ARN of each subscription; <c>PendingConfirmation</c> until it is confirmed.</summary>
    public List<(string Protocol, string Endpoint, string Arn)> Subscriptions { get; } = [];

    /// <summary>Its tags.</summary>
    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>What was published.</summary>
    public List<(string Subject, string Message)> Messages { get; } = [];

    /// <summary>What the owner of the mailbox does.</summary>
    public void Confirm(string endpoint)
    {
        var place = Subscriptions.FindIndex(subscription => subscription.Endpoint == endpoint);
        Subscriptions[place] = Subscriptions[place] with { Arn = $"{Arn}:{Guid.NewGuid()}" };
    }
}
