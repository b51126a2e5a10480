namespace HoopConnect.Sandbox.Model;

/// <summary>An access key: a user's (no token, no end) or a session's.</summary>
public sealed record AccessKey
{
    /// <summary>AKIA... (a user's) or ASIA... (a session's).</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>The secret that signs.</summary>
    public required string SecretAccessKey { get; init; }

    /// <summary>The session token; null for a user's key.</summary>
    public string? SessionToken { get; init; }

    /// <summary>The account it works in.</summary>
    public required string AccountId { get; init; }

    /// <summary>Who it is, as GetCallerIdentity answers.</summary>
    public required string PrincipalArn { get; init; }

    /// <summary>The unique id, as GetCallerIdentity answers.</summary>
    public required string UserId { get; init; }

    /// <summary>When it ends (UTC); the end of time for a user's key.</summary>
    public DateTimeOffset Expires { get; init; } = DateTimeOffset.MaxValue;

    /// <inheritdoc/>
    public override string ToString() => $"{AccessKeyId} ({PrincipalArn})";
}
