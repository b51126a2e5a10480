namespace HoopConnect.Aws.SsoAdmin;

/// <summary>An instance of IAM Identity Center (IAM Identity Center API Reference, "InstanceMetadata").</summary>
/// <param name="InstanceArn">Its ARN.</param>
/// <param name="IdentityStoreId">Its identity store.</param>
/// <param name="Name">Its name; null where it has none.</param>
/// <param name="OwnerAccountId">The account it is in; null where the answer has none.</param>
public sealed record SsoInstance(string InstanceArn, string IdentityStoreId, string? Name, string? OwnerAccountId);
