namespace HoopConnect.Sandbox;

/// <summary>A request that came to the receiver of webhooks.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">Its headers, with names in lower case.</param>
/// <param name="Body">Its body, which was UTF-8.</param>
public sealed record WebhookRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);
