namespace HoopConnect.Aws.Iam;

/// <summary>A managed policy (IAM API Reference, "Policy").</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="DefaultVersionId">The version that holds, for example <c>v3</c>.</param>
/// <param name="Tags">Its tags.</param>
public sealed record IamManagedPolicy(string Arn, string DefaultVersionId, IReadOnlyDictionary<string, string> Tags);
