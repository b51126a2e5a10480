using Amazon.EC2;
using Amazon.EC2.Model;
using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.Ec2;

/// <summary>
/// Amazon EC2 through the SDK's own client. Its assembly is by far the largest of all: nothing outside this class names a type of it, so
/// that it is loaded at the first call.
/// </summary>
internal sealed class Ec2Client(ServiceChannel channel) : IEc2Client
{
    public Task<IReadOnlyList<string>> DescribeRegionsAsync(CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<string>>("DescribeRegions", null, async ec2 =>
        {
            var answer = await ec2.DescribeRegionsAsync(cancellationToken);
            return [.. Each(answer.Regions).Select(region => region.RegionName)];
        }, cancellationToken);

    public Task<IReadOnlyList<SecurityGroup>> DescribeSecurityGroupsAsync(
        string vpcId, string groupName, CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<SecurityGroup>>("DescribeSecurityGroups", groupName, async ec2 =>
        {
            var request = new DescribeSecurityGroupsRequest { Filters = [new("vpc-id", [vpcId]), new("group-name", [groupName])] };
            var groups = new List<SecurityGroup>();
            var markers = new PageMarkers("ec2:DescribeSecurityGroups");
            do
            {
                var answer = await ec2.DescribeSecurityGroupsAsync(request, cancellationToken);
                groups.AddRange(Each(answer.SecurityGroups).Select(ReadGroup));
                request.NextToken = markers.Next(answer.NextToken);
            }
            while (request.NextToken is not null);
            return groups;
        }, cancellationToken);

    public Task<string?> GetVpcOfSecurityGroupAsync(string groupId, CancellationToken cancellationToken) =>
        CallAsync<string?>("DescribeSecurityGroups", groupId, async ec2 =>
        {
            var answer = await ec2.DescribeSecurityGroupsAsync(
                new DescribeSecurityGroupsRequest { GroupIds = [groupId] }, cancellationToken);
            return Each(answer.SecurityGroups).FirstOrDefault()?.VpcId;
        }, cancellationToken);

    public Task<string> CreateSecurityGroupAsync(
        string vpcId, string groupName, string description, IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken) =>
        CallAsync("CreateSecurityGroup", groupName, async ec2 =>
        {
            var answer = await ec2.CreateSecurityGroupAsync(new CreateSecurityGroupRequest
            {
                VpcId = vpcId,
                GroupName = groupName,
                Description = description,
                TagSpecifications =
                [
                    new() { ResourceType = ResourceType.SecurityGroup, Tags = [.. tags.Select(tag => new Tag(tag.Key, tag.Value))] },
                ],
            }, cancellationToken);
            return answer.GroupId ?? "";
        }, cancellationToken);

    public async Task AuthorizeSecurityGroupIngressAsync(string groupId, IngressRule rule, CancellationToken cancellationToken)
    {
        var request = new AuthorizeSecurityGroupIngressRequest { GroupId = groupId, IpPermissions = [Permission(rule)] };
        try
        {
            await CallAsync(
                "AuthorizeSecurityGroupIngress", groupId,
                ec2 => ec2.AuthorizeSecurityGroupIngressAsync(request, cancellationToken), cancellationToken);
        }
        catch (AwsErrorException failure) when (failure.AwsErrorCode == "InvalidPermission.Duplicate")
        {
            // Someone else was faster; it is as it should be.
        }
    }

    public async Task RevokeSecurityGroupIngressAsync(string groupId, IngressRule rule, CancellationToken cancellationToken)
    {
        var request = new RevokeSecurityGroupIngressRequest { GroupId = groupId, IpPermissions = [Permission(rule)] };
        try
        {
            await CallAsync(
                "RevokeSecurityGroupIngress", groupId,
                ec2 => ec2.RevokeSecurityGroupIngressAsync(request, cancellationToken), cancellationToken);
        }
        catch (AwsErrorException failure) when (failure.AwsErrorCode == "InvalidPermission.NotFound")
        {
            // Someone else was faster; it is as it should be.
        }
    }

    public Task DeleteSecurityGroupAsync(string groupId, CancellationToken cancellationToken)
    {
        var request = new DeleteSecurityGroupRequest { GroupId = groupId };
        return CallAsync(
            "DeleteSecurityGroup", groupId, ec2 => ec2.DeleteSecurityGroupAsync(request, cancellationToken), cancellationToken);
    }

    private Task<T> CallAsync<T>(
        string operation, string? target, Func<AmazonEC2Client, Task<T>> send, CancellationToken cancellationToken) =>
        channel.SdkAsync(operation, target, (credentials, configure) =>
        {
            var config = new AmazonEC2Config();
            configure(config);
            return new AmazonEC2Client(credentials, config);
        }, send, cancellationToken);

    private static IpPermission Permission(IngressRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var permission = new IpPermission { IpProtocol = rule.Protocol, FromPort = rule.FromPort, ToPort = rule.ToPort };
        switch (rule)
        {
            case { SourceGroupId: { } group }:
                permission.UserIdGroupPairs = [new() { GroupId = group, Description = rule.Description }];
                break;
            case { Cidr: { } cidr } when cidr.Contains(':', StringComparison.Ordinal):
                permission.Ipv6Ranges = [new() { CidrIpv6 = cidr, Description = rule.Description }];
                break;
            case { Cidr: { } cidr }:
                permission.Ipv4Ranges = [new() { CidrIp = cidr, Description = rule.Description }];
                break;
            default:
                throw new ArgumentException("The rule has no source.", nameof(rule));
        }
        return permission;
    }

    private static SecurityGroup ReadGroup(Amazon.EC2.Model.SecurityGroup group) => new(
        group.GroupId ?? "",
        group.GroupName ?? "",
        group.VpcId ?? "",
        [.. Each(group.IpPermissions).SelectMany(ReadRules)],
        Each(group.Tags).ToDictionary(tag => tag.Key ?? "", tag => tag.Value ?? "", StringComparer.Ordinal));

    private static IEnumerable<IngressRule> ReadRules(IpPermission permission)
    {
        // "-1" (all protocols) has no ports.
        IngressRule Rule(string? description) => new(permission.IpProtocol ?? "", permission.FromPort ?? -1, permission.ToPort ?? -1)
        {
            Description = string.IsNullOrEmpty(description) ? null : description,
        };

        return Each(permission.Ipv4Ranges).Select(source => Rule(source.Description) with { Cidr = source.CidrIp })
            .Concat(Each(permission.Ipv6Ranges).Select(source => Rule(source.Description) with { Cidr = source.CidrIpv6 }))
            .Concat(Each(permission.UserIdGroupPairs).Select(source => Rule(source.Description) with { SourceGroupId = source.GroupId }))
            .Concat(Each(permission.PrefixListIds).Select(source => Rule(source.Description) with { PrefixListId = source.Id }));
    }

    // The SDK gives null for a list that the answer does not have.
    private static List<T> Each<T>(List<T>? list) => list ?? [];
}
