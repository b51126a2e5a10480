using System.Net;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>Reads and judges what callers send about security groups (EC2 API Reference, "IpPermission", "CreateSecurityGroup").</summary>
internal static class SecurityGroupRules
{
    private const string AllowedPunctuation = " ._-:/()#,@[]+=&;{}!$*";

    /// <summary>The rules of IpPermissions, one for each source, in canonical form.</summary>
    public static IReadOnlyList<SecurityGroupRule> Read(AwsParameters parameters)
    {
        var rules = parameters.Structures("IpPermissions").SelectMany(ReadPermission).ToList();
        return rules.Count > 0
            ? rules
            : throw new AwsFailureException("MissingParameter", "Either 'ipPermissions' or 'securityGroupRuleIds' should be provided.");
    }

    public static Dictionary<string, string> ReadTags(AwsParameters parameters)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var specification in parameters.Structures("TagSpecification"))
        {
            if (specification.Require("ResourceType") != "security-group")
                throw new AwsFailureException(
                    "InvalidParameterValue", "The resource type of the tag specification must be security-group.");
            foreach (var tag in specification.Structures("Tag"))
            {
                var key = tag.Require("Key");
                if (
                    key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)
                    || key.Length > 128
                    || (tag.Find("Value") ?? "").Length > 256
                    || !tags.TryAdd(key, tag.Find("Value") ?? ""))
                    throw new AwsFailureException("InvalidParameterValue", $"The tag '{key}' is reserved, too long or there twice.");
            }
        }
        return tags;
    }

    public static void ValidateName(string name)
    {
        ValidateText(name);
        if (name.StartsWith("sg-", StringComparison.Ordinal))
            throw new AwsFailureException(
                "InvalidParameterValue", $"Invalid value '{name}' for groupName. It may not be in the format sg-*.");
    }

    public static void ValidateText(string text)
    {
        if (
            text.Length > 255
            || !text.All(letter => char.IsAsciiLetterOrDigit(letter) || AllowedPunctuation.Contains(letter, StringComparison.Ordinal)))
            throw new AwsFailureException(
                "InvalidParameterValue", $"Value ({text}) is invalid. Character sets beyond ASCII are not supported.");
    }

    private static IEnumerable<SecurityGroupRule> ReadPermission(AwsParameters permission)
    {
        var protocol = permission.Require("IpProtocol");
        var from = permission.Number("FromPort", -1);
        var to = permission.Number("ToPort", -1);
        if (protocol is not ("tcp" or "udp" or "icmp" or "-1"))
            throw new AwsFailureException("InvalidParameterValue", $"Invalid value '{protocol}' for IP protocol. Unknown protocol.");
        if (protocol is "tcp" or "udp" && (from is < 0 or > 65535 || to < from || to > 65535))
            throw new AwsFailureException("InvalidParameterValue", $"Invalid value '{from}-{to}' for portRange.");
        return permission.Structures("IpRanges")
            .Select(range => new SecurityGroupRule(protocol, from, to, Canonical(range.Require("CidrIp"), isV6: false), null, null)
            {
                Description = Described(range),
            })
            .Concat(permission.Structures("Ipv6Ranges")
                    .Select(range => new SecurityGroupRule(protocol, from, to, null, Canonical(range.Require("CidrIpv6"), isV6: true), null)
                    {
                        Description = Described(range),
                    }))
            .Concat(permission.Structures("Groups")
                    .Select(group => new SecurityGroupRule(protocol, from, to, null, null, group.Require("GroupId"))
                    {
                        Description = Described(group),
                    }));
    }

    private static string? Described(AwsParameters source)
    {
        if (source.Find("Description") is not { } description)
            return null;
        ValidateText(description);
        return description;
    }

    // EC2 does not refuse set host bits: it drops them.
    private static string Canonical(string cidr, bool isV6) =>
        cidr.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(cidr, out var network)
        && (network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6) == isV6
            ? network.ToString()
            : throw new AwsFailureException("InvalidParameterValue", $"CIDR block {cidr} is malformed");
}
