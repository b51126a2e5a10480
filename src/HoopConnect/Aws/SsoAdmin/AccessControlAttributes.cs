namespace HoopConnect.Aws.SsoAdmin;

/// <summary>What an instance passes into sessions ("DescribeInstanceAccessControlAttributeConfiguration").</summary>
/// <param name="Status"><c>ENABLED</c>, <c>CREATION_IN_PROGRESS</c> or <c>CREATION_FAILED</c>.</param>
/// <param name="Attributes">The attributes.</param>
public sealed record AccessControlAttributes(string Status, IReadOnlyList<AccessControlAttribute> Attributes);
