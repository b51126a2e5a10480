namespace HoopConnect.Aws.Ec2;

/// <summary>The calls of Amazon EC2 that the product makes; operations are named as in the EC2 API Reference.</summary>
public interface IEc2Client
{
    /// <summary>The names of the regions that are enabled in the account.</summary>
    Task<IReadOnlyList<string>> DescribeRegionsAsync(CancellationToken cancellationToken);

    /// <summary>The security groups of that name in that VPC.</summary>
    Task<IReadOnlyList<SecurityGroup>> DescribeSecurityGroupsAsync(string vpcId, string groupName, CancellationToken cancellationToken);

    /// <summary>The VPC of a security group.</summary>
    Task<string?> GetVpcOfSecurityGroupAsync(string groupId, CancellationToken cancellationToken);

    /// <summary>Makes a security group with its tags and gives its id.</summary>
    Task<string> CreateSecurityGroupAsync(
        string vpcId, string groupName, string description, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>Adds an ingress rule. A rule that is there already (<c>InvalidPermission.Duplicate</c>) is success.</summary>
    Task AuthorizeSecurityGroupIngressAsync(string groupId, IngressRule rule, CancellationToken cancellationToken);

    /// <summary>Takes an ingress rule away. A rule that is not there (<c>InvalidPermission.NotFound</c>) is success.</summary>
    Task RevokeSecurityGroupIngressAsync(string groupId, IngressRule rule, CancellationToken cancellationToken);

    /// <summary>Deletes a security group that nothing uses any more.</summary>
    Task DeleteSecurityGroupAsync(string groupId, CancellationToken cancellationToken);
}
