using System.Xml.Linq;
using HoopConnect.Sandbox.Model;

namespace HoopConnect.Sandbox.Services;

/// <summary>Security groups as EC2 writes them.</summary>
internal static class SecurityGroupXml
{
    public static XElement Of(SecurityGroup group, AccountRegion place) => new("item",
        new XElement("ownerId", place.AccountId),
        new XElement("groupId", group.GroupId),
        new XElement("groupName", group.GroupName),
        new XElement("groupDescription", group.Description),
        new XElement("vpcId", group.VpcId),
        // One entry for each protocol and port range, with all its sources, is how EC2 has always grouped them.
            new XElement(
                "ipPermissions",
                group
                    .Ingress.GroupBy(rule => (rule.Protocol, rule.FromPort, rule.ToPort))
                    .Select(rules => Permission(rules.Key, [.. rules], place))),
        new XElement("ipPermissionsEgress", new XElement("item",
            new XElement("ipProtocol", "-1"),
            new XElement("groups"),
            new XElement("ipRanges", new XElement("item", new XElement("cidrIp", "0.0.0.0/0"))),
            new XElement("ipv6Ranges"),
            new XElement("prefixListIds"))),
        Tags(group.Tags));

    public static XElement Tags(IReadOnlyDictionary<string, string> tags) => new("tagSet",
        tags.Select(tag => new XElement("item", new XElement("key", tag.Key), new XElement("value", tag.Value))));

    public static XElement Rule(SecurityGroupRule rule, SecurityGroup group, AccountRegion place) => new("item",
        new XElement("securityGroupRuleId", $"sgr-0{Guid.NewGuid():N}"[..21]),
        new XElement("groupId", group.GroupId),
        new XElement("groupOwnerId", place.AccountId),
        new XElement("isEgress", "false"),
        new XElement("ipProtocol", rule.Protocol),
        new XElement("fromPort", rule.FromPort),
        new XElement("toPort", rule.ToPort),
        Optional("cidrIpv4", rule.CidrIpv4),
        Optional("cidrIpv6", rule.CidrIpv6),
            rule.SourceGroupId is null
                ? null
                : new XElement("referencedGroupInfo", new XElement("groupId", rule.SourceGroupId), new XElement("userId", place.AccountId)),
        Optional("description", rule.Description));

    private static XElement Permission(
        (string Protocol, int From, int To) key,
        IReadOnlyList<SecurityGroupRule> rules,
        AccountRegion place
    ) =>
        new(
            "item",
        new XElement("ipProtocol", key.Protocol),
        key.Protocol == "-1" ? null : new XElement("fromPort", key.From),
        key.Protocol == "-1" ? null : new XElement("toPort", key.To),
        new XElement("groups", rules.Where(rule => rule.SourceGroupId is not null).Select(rule => new XElement("item",
                        new XElement("userId", place.AccountId),
                        new XElement("groupId", rule.SourceGroupId),
                        Optional("description", rule.Description)))),
        new XElement("ipRanges", rules.Where(rule => rule.CidrIpv4 is not null).Select(rule => new XElement("item",
            new XElement("cidrIp", rule.CidrIpv4), Optional("description", rule.Description)))),
        new XElement("ipv6Ranges", rules.Where(rule => rule.CidrIpv6 is not null).Select(rule => new XElement("item",
            new XElement("cidrIpv6", rule.CidrIpv6), Optional("description", rule.Description)))),
        new XElement("prefixListIds"));

    private static XElement? Optional(string name, string? value) => value is null ? null : new XElement(name, value);
}
