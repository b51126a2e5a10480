using HoopConnect.Hosting;

namespace HoopConnect.Hooks.Webhooks;

/// <summary>What came of sending one message.</summary>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="LastStatus">The last answer: its status, or why there was none.</param>
/// <param name="Failure">Why it was not taken; null where it was.</param>
internal sealed record WebhookOutcome(int Attempts, string LastStatus, HoopException? Failure);
