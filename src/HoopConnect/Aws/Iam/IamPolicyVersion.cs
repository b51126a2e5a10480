namespace HoopConnect.Aws.Iam;

/// <summary>A version of a managed policy (IAM API Reference, "PolicyVersion").</summary>
/// <param name="VersionId">For example <c>v3</c>; never given twice.</param>
/// <param name="IsDefaultVersion">Whether it holds.</param>
/// <param name="CreateDate">When it was made (UTC).</param>
public sealed record IamPolicyVersion(string VersionId, bool IsDefaultVersion, DateTime CreateDate);
