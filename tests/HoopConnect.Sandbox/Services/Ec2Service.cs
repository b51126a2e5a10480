using System.Xml.Linq;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>Amazon EC2: security groups and their ingress rules, DescribeRegions.</summary>
internal sealed class Ec2Service(Organisation organisation) : IAwsService
{
    private static readonly string[] ServedFilters = ["vpc-id", "group-name", "group-id"];

    public string SigningName => "ec2";

    public IAwsProtocol Protocol { get; } = new Ec2Protocol();

    public AwsResult Handle(AwsCall call)
    {
        var place = organisation.Find(call.Caller!.AccountId)!.In(call.Region);
        return call.Action switch
        {
            "DescribeSecurityGroups" => DescribeSecurityGroups(call.Parameters, place),
            "CreateSecurityGroup" => CreateSecurityGroup(call.Parameters, place),
            "DeleteSecurityGroup" => DeleteSecurityGroup(call.Parameters, place),
            "AuthorizeSecurityGroupIngress" => Authorize(call.Parameters, place),
            "RevokeSecurityGroupIngress" => Revoke(call.Parameters, place),
            "DescribeRegions" => DescribeRegions(),
            _ => throw new AwsFailureException("InvalidAction", $"The action {call.Action} is not valid for this web service."),
        };
    }

    private AwsResult DescribeRegions() =>
        AwsResult.Of(
            new XElement(
                "regionInfo",
                organisation.Regions.Select(region => new XElement(
                    "item",
        new XElement("regionName", region),
        new XElement("regionEndpoint", $"ec2.{region}.amazonaws.com"),
        new XElement("optInStatus", "opt-in-not-required")))));

    private AwsResult DescribeSecurityGroups(AwsParameters parameters, AccountRegion place)
    {
        var ids = parameters.List("GroupId");
        foreach (var id in ids)
            Find(place, id);
        IEnumerable<SecurityGroup> groups = place.SecurityGroups.Where(group => ids.Count == 0 || ids.Contains(group.GroupId));
        foreach (var filter in parameters.Structures("Filter"))
            groups = Filtered(groups, filter.Require("Name"), filter.List("Value"));
        var size = parameters.Number("MaxResults", 1000);
        if (size is < 5 or > 1000)
            throw new AwsFailureException(
                "InvalidParameterValue", $"Value ( {size} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.");
        if (ids.Count > 0 && parameters.Find("MaxResults") is not null)
            throw new AwsFailureException(
                "InvalidParameterCombination", "The parameter GroupIds cannot be used with the parameter MaxResults");
        if (parameters.Find("MaxResults") is not null)
            size = Math.Min(size, organisation.Options.DatabasesPageSize);
        var page = Paging.Take(
            groups.ToList(),
            parameters.Find("NextToken"),
            size,
            () => new AwsFailureException("InvalidPaginationToken", "The token is invalid."));
        var answer = new List<XElement> { new("securityGroupInfo", page.Items.Select(group => SecurityGroupXml.Of(group, place))) };
        if (page.Next is not null)
            answer.Add(new XElement("nextToken", page.Next));
        return AwsResult.Of([.. answer]);
    }

    private static IEnumerable<SecurityGroup> Filtered(IEnumerable<SecurityGroup> groups, string name, IReadOnlyList<string> values)
    {
        if (!ServedFilters.Contains(name))
            throw new AwsFailureException("InvalidParameterValue", $"The filter '{name}' is invalid");
        return groups.Where(group => values.Contains(name switch
        {
            "vpc-id" => group.VpcId,
            "group-name" => group.GroupName,
            _ => group.GroupId,
        }));
    }

    private static AwsResult CreateSecurityGroup(AwsParameters parameters, AccountRegion place)
    {
        var name = parameters.Require("GroupName");
        var description = parameters.Require("GroupDescription");
        var vpc = parameters.Find("VpcId") ?? place.VpcId;
        SecurityGroupRules.ValidateName(name);
        SecurityGroupRules.ValidateText(description);
        if (vpc != place.VpcId)
            throw new AwsFailureException("InvalidVpcID.NotFound", $"The vpc ID '{vpc}' does not exist");
        if (place.SecurityGroups.Exists(group => group.GroupName == name && group.VpcId == vpc))
            throw new AwsFailureException("InvalidGroup.Duplicate", $"The security group '{name}' already exists for VPC '{vpc}'");
        var created = new SecurityGroup
        {
            GroupId = $"sg-0{Guid.NewGuid():N}"[..20],
            GroupName = name,
            Description = description,
            VpcId = vpc,
            Tags = SecurityGroupRules.ReadTags(parameters),
        };
        place.SecurityGroups.Add(created);
        return AwsResult.Of(new XElement("return", "true"), new XElement("groupId", created.GroupId), SecurityGroupXml.Tags(created.Tags));
    }

    private static AwsResult DeleteSecurityGroup(AwsParameters parameters, AccountRegion place)
    {
        var group = Find(place, parameters.Require("GroupId"));
        if (group.GroupName == "default")
            throw new AwsFailureException(
                "CannotDelete", $"the specified group: \"{group.GroupId}\" name: \"default\" cannot be deleted by a user");
        var isUsed =
            place.Instances.Concat<DatabaseResource>(place.Clusters).Any(database => database.VpcSecurityGroupIds.Contains(group.GroupId))
            || place.SecurityGroups.Exists(other => other != group && other.Ingress.Exists(rule => rule.SourceGroupId == group.GroupId));
        if (isUsed)
            throw new AwsFailureException("DependencyViolation", $"resource {group.GroupId} has a dependent object");
        place.SecurityGroups.Remove(group);
        return AwsResult.Of(new XElement("return", "true"));
    }

    private static AwsResult Authorize(AwsParameters parameters, AccountRegion place)
    {
        var group = Find(place, parameters.Require("GroupId"));
        var rules = SecurityGroupRules.Read(parameters);
        foreach (var rule in rules)
        {
            if (rule.SourceGroupId is { } source)
                Find(place, source);
            if (group.Ingress.Exists(rule.IsSameRule))
                throw new AwsFailureException("InvalidPermission.Duplicate",
                    $"the specified rule \"peer: {rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.SourceGroupId}, " +
                        $"{rule.Protocol.ToUpperInvariant()}, from port: {rule.FromPort}, to port: {rule.ToPort}, ALLOW\" already " +
                        "exists"
                );
        }
        group.Ingress.AddRange(rules);
        return AwsResult.Of(
            new XElement("return", "true"),
            new XElement("securityGroupRuleSet", rules.Select(rule => SecurityGroupXml.Rule(rule, group, place))));
    }

    private static AwsResult Revoke(AwsParameters parameters, AccountRegion place)
    {
        var group = Find(place, parameters.Require("GroupId"));
        var rules = SecurityGroupRules.Read(parameters);
        // In a VPC nothing is revoked unless all of it is there.
        if (rules.Any(rule => !group.Ingress.Exists(rule.IsSameRule)))
            throw new AwsFailureException("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
        foreach (var rule in rules)
            group.Ingress.RemoveAll(rule.IsSameRule);
        return AwsResult.Of(new XElement("return", "true"));
    }

    private static SecurityGroup Find(AccountRegion place, string groupId)
    {
        if (!groupId.StartsWith("sg-", StringComparison.Ordinal))
            throw new AwsFailureException("InvalidGroupId.Malformed", $"Invalid id: \"{groupId}\" (expecting \"sg-...\")");
        return place.SecurityGroups.Find(group => group.GroupId == groupId)
            ?? throw new AwsFailureException("InvalidGroup.NotFound", $"The security group '{groupId}' does not exist");
    }
}
