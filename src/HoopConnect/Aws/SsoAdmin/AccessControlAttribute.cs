namespace HoopConnect.Aws.SsoAdmin;

/// <summary>An attribute for access control (IAM Identity Center API Reference, "AccessControlAttribute").</summary>
/// <param name="Key">The key of the session tag.</param>
/// <param name="Source">Where its value comes from, such as <c>${path:userName}</c>.</param>
public sealed record AccessControlAttribute(string Key, IReadOnlyList<string> Source);
