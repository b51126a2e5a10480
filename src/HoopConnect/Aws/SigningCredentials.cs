using HoopConnect.Secrets;

namespace HoopConnect.Aws;

/// <summary>The AWS keys that sign a request made outside the SDK, such as a database authentication token.</summary>
/// <param name="AccessKey">The access key id.</param>
/// <param name="SecretKey">The secret access key.</param>
/// <param name="SessionToken">The session token of temporary keys; null for long-lived ones.</param>
/// <param name="Expires">When temporary keys end (UTC); null for long-lived ones.</param>
public sealed record SigningCredentials(string AccessKey, Secret SecretKey, Secret? SessionToken = null, DateTime? Expires = null);
