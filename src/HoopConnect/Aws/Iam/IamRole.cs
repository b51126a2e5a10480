namespace HoopConnect.Aws.Iam;

/// <summary>A role (IAM API Reference, "Role").</summary>
/// <param name="RoleName">Its name.</param>
/// <param name="Arn">Its ARN, with the path that the ARN of its sessions lacks.</param>
/// <param name="AssumeRolePolicyDocument">Who may assume it (JSON).</param>
/// <param name="Tags">Its tags.</param>
public sealed record IamRole(string RoleName, string Arn, string AssumeRolePolicyDocument, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The ARN of its permissions boundary; null where it has none.</summary>
    public string? PermissionsBoundary { get; init; }
}
