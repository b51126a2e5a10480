using Amazon.Runtime;

namespace HoopConnect.Aws.Sessions;

/// <summary>As whom we work in an account.</summary>
/// <param name="AccountId">The account; empty where nobody asked yet whose credentials these are.</param>
/// <param name="Credentials">The caller's own, or those of the role assumed there.</param>
/// <param name="Principal">The ARN of the caller or of the role; null where it is not known yet.</param>
internal sealed record AccountAccess(string AccountId, AWSCredentials Credentials, string? Principal)
{
    /// <summary>Whether a role was assumed; its credentials can be renewed.</summary>
    public ExpiringCredentials? Role => Credentials as ExpiringCredentials;
}
