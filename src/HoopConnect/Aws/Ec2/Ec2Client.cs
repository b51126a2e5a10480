using System.Globalization;
using System.Xml.Linq;
using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.Ec2;

/// <summary>Amazon EC2 over the EC2 Query protocol.</summary>
internal sealed class Ec2Client(ServiceChannel channel) : IEc2Client
{
    public async Task<IReadOnlyList<string>> DescribeRegionsAsync(CancellationToken cancellationToken)
    {
        var answer = await CallAsync("DescribeRegions", [], null, cancellationToken);
        return [.. answer.Items("regionInfo").Select(item => item.Text("regionName") ?? "")];
    }

    public async Task<IReadOnlyList<SecurityGroup>> DescribeSecurityGroupsAsync(
        string vpcId, string groupName, CancellationToken cancellationToken)
    {
        var groups = new List<SecurityGroup>();
        string? token = null;
        do
        {
            var parameters = new Dictionary<string, string>
            {
                ["Filter.1.Name"] = "vpc-id",
                ["Filter.1.Value.1"] = vpcId,
                ["Filter.2.Name"] = "group-name",
                ["Filter.2.Value.1"] = groupName,
            };
            if (token is not null)
                parameters["NextToken"] = token;
            var answer = await CallAsync("DescribeSecurityGroups", parameters, groupName, cancellationToken);
            groups.AddRange(answer.Items("securityGroupInfo").Select(ReadGroup));
            token = answer.Text("nextToken");
        }
        while (token is not null);
        return groups;
    }

    public async Task<string> CreateSecurityGroupAsync(
        string vpcId, string groupName, string description, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var parameters = new Dictionary<string, string>
        {
            ["VpcId"] = vpcId,
            ["GroupName"] = groupName,
            ["GroupDescription"] = description,
            ["TagSpecification.1.ResourceType"] = "security-group",
        };
        foreach (var (tag, index) in tags.Select((tag, index) => (tag, index)))
        {
            parameters[$"TagSpecification.1.Tag.{index + 1}.Key"] = tag.Key;
            parameters[$"TagSpecification.1.Tag.{index + 1}.Value"] = tag.Value;
        }
        var answer = await CallAsync("CreateSecurityGroup", parameters, groupName, cancellationToken);
        return answer.Text("groupId") ?? "";
    }

    public Task AuthorizeSecurityGroupIngressAsync(string groupId, IngressRule rule, CancellationToken cancellationToken) =>
        ChangeIngressAsync("AuthorizeSecurityGroupIngress", groupId, rule, "InvalidPermission.Duplicate", cancellationToken);

    public Task RevokeSecurityGroupIngressAsync(string groupId, IngressRule rule, CancellationToken cancellationToken) =>
        ChangeIngressAsync("RevokeSecurityGroupIngress", groupId, rule, "InvalidPermission.NotFound", cancellationToken);

    public Task DeleteSecurityGroupAsync(string groupId, CancellationToken cancellationToken) =>
        CallAsync("DeleteSecurityGroup", new Dictionary<string, string> { ["GroupId"] = groupId }, groupId, cancellationToken);

    private async Task ChangeIngressAsync(
        string operation, string groupId, IngressRule rule, string alreadySo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var parameters = new Dictionary<string, string>
        {
            ["GroupId"] = groupId,
            ["IpPermissions.1.IpProtocol"] = rule.Protocol,
            ["IpPermissions.1.FromPort"] = rule.FromPort.ToString(CultureInfo.InvariantCulture),
            ["IpPermissions.1.ToPort"] = rule.ToPort.ToString(CultureInfo.InvariantCulture),
        };
        var (list, member, source) = rule switch
        {
            { SourceGroupId: { } group } => ("Groups", "GroupId", group),
            { Cidr: { } cidr } => cidr.Contains(':', StringComparison.Ordinal)
                ? ("Ipv6Ranges", "CidrIpv6", cidr)
                : ("IpRanges", "CidrIp", cidr),
            _ => throw new ArgumentException("The rule has no source.", nameof(rule)),
        };
        parameters[$"IpPermissions.1.{list}.1.{member}"] = source;
        if (rule.Description is { } description)
            parameters[$"IpPermissions.1.{list}.1.Description"] = description;
        try
        {
            await CallAsync(operation, parameters, groupId, cancellationToken);
        }
        catch (AwsErrorException failure) when (failure.AwsErrorCode == alreadySo)
        {
            // Someone else was faster; it is as it should be.
        }
    }

    private Task<XElement> CallAsync(
        string operation,
        Dictionary<string, string> parameters,
        string? target,
        CancellationToken cancellationToken
    ) => channel.QueryAsync(new ProtocolRequest(AwsService.Ec2, operation) { Parameters = parameters, Target = target }, cancellationToken);

    private static SecurityGroup ReadGroup(XElement item) => new(
        item.Text("groupId") ?? "",
        item.Text("groupName") ?? "",
        item.Text("vpcId") ?? "",
        [.. item.Items("ipPermissions").SelectMany(ReadRules)],
        item.Map("tagSet", "key", "value"));

    private static IEnumerable<IngressRule> ReadRules(XElement permission)
    {
        // "-1" (all protocols) has no ports.
        IngressRule Rule(XElement source) => new(
            permission.Text("ipProtocol") ?? "",
            permission.Text("fromPort") is null ? -1 : permission.Number("fromPort"),
            permission.Text("toPort") is null ? -1 : permission.Number("toPort"))
        {
            Description = source.Text("description"),
        };

        return permission.Items("ipRanges").Select(source => Rule(source) with { Cidr = source.Text("cidrIp") })
            .Concat(permission.Items("ipv6Ranges").Select(source => Rule(source) with { Cidr = source.Text("cidrIpv6") }))
            .Concat(permission.Items("groups").Select(source => Rule(source) with { SourceGroupId = source.Text("groupId") }))
            .Concat(permission.Items("prefixListIds").Select(source => Rule(source) with { PrefixListId = source.Text("prefixListId") }));
    }
}
