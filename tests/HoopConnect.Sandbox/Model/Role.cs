namespace HoopConnect.Sandbox.Model;

/// <summary>An IAM role that can be assumed.</summary>
/// <param name="Name">Its name, the last part of its ARN.</param>
public sealed record Role(string Name)
{
    /// <summary>The accounts whose principals it trusts; empty for none.</summary>
    public IReadOnlyList<string> TrustedAccountIds { get; init; } = [];

    /// <summary>Its path, with a slash at both ends; sessions' ARNs lack it.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The external id it demands; null where it demands none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Whether the sandbox's web identity token may assume it.</summary>
    public bool TrustsWebIdentity { get; init; }

    /// <summary>Its trust policy as it was written; null where the properties above say it.</summary>
    public string? TrustPolicy { get; init; }

    /// <summary>AROA...</summary>
    public string RoleId { get; } = "AROA" + AccessKeys.RandomId(17);
}
