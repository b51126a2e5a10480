namespace HoopConnect.Aws.SsoAdmin;

/// <summary>
/// The calls of IAM Identity Center's administration that the product makes; operations and members are named as in its API Reference.
/// </summary>
public interface ISsoAdminClient
{
    /// <summary>ListInstances: all instances that the caller can see in the region, page by page.</summary>
    IAsyncEnumerable<SsoInstance> ListInstancesAsync(CancellationToken cancellationToken);

    /// <summary>DescribeInstanceAccessControlAttributeConfiguration; null where the instance has none.</summary>
    Task<AccessControlAttributes?> DescribeInstanceAccessControlAttributeConfigurationAsync(
        string instanceArn, CancellationToken cancellationToken);

    /// <summary>CreateInstanceAccessControlAttributeConfiguration: switches attributes for access control on.</summary>
    Task CreateInstanceAccessControlAttributeConfigurationAsync(
        string instanceArn, IReadOnlyList<AccessControlAttribute> attributes, CancellationToken cancellationToken);

    /// <summary>UpdateInstanceAccessControlAttributeConfiguration: the attributes take the place of all that there were.</summary>
    Task UpdateInstanceAccessControlAttributeConfigurationAsync(
        string instanceArn, IReadOnlyList<AccessControlAttribute> attributes, CancellationToken cancellationToken);
}
