using System.Globalization;
using System.Net;
using HoopConnect.Aws.Ec2;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Network;

/// <summary>Our security group of one database: its name, its tags, and the one rule that a request asks for.</summary>
internal sealed class GatewayGroup
{
    private const string Protocol = "tcp";

    /// <exception cref="HoopException"><c>Network.NoVpc</c>, <c>Network.NoPort</c>, <c>Network.InvalidSource</c>.</exception>
    public GatewayGroup(RdsDatabase database, NetworkAccessRequest request)
    {
        VpcId = database.VpcId ?? throw NetworkErrors.NoVpc.Error(
            $"The database '{database}' is in no VPC, so it has no security groups.", database.Arn);
        if (database.Port is < 1 or > 65535)
            throw NetworkErrors.NoPort.Error(
                $"The database '{database}' has no port yet; its status is '{database.Status}'.", database.Arn);
        Name = "hoop-aws-connect-sg-" + database.Identifier;
        Host = request.GatewayHost is { Length: > 0 } host ? host : Environment.MachineName;
        Tags = new Dictionary<string, string> { ["Name"] = Name, ["hoop.dev/gateway"] = Host };
        Rule = MakeRule(database, request);
    }

    public string VpcId { get; }

    public string Name { get; }

    public string Host { get; }

    public IReadOnlyDictionary<string, string> Tags { get; }

    public IngressRule Rule { get; }

    /// <summary>The source of the rule: a CIDR or a group.</summary>
    public string Source => Rule.Cidr ?? Rule.SourceGroupId!;

    /// <summary>The rule as an API call's members.</summary>
    public string RuleStatement => string.Create(
        CultureInfo.InvariantCulture, $"IpProtocol={Protocol} FromPort={Rule.FromPort} ToPort={Rule.ToPort} {SourceMember}={Source}");

    private string SourceMember =>
        Rule.Cidr is null ? "SourceGroupId" : Rule.Cidr.Contains(':', StringComparison.Ordinal) ? "CidrIpv6" : "CidrIp";

    /// <summary>The group in the VPC; null where it is not there.</summary>
    public async Task<SecurityGroup?> FindAsync(IEc2Client ec2, CancellationToken cancellationToken) =>
        (await ec2.DescribeSecurityGroupsAsync(VpcId, Name, cancellationToken)).FirstOrDefault(group =>
            group.GroupName == Name && group.VpcId == VpcId);

    /// <summary>Whether a rule of the group is the one that is asked for, whatever its description.</summary>
    public bool IsTheRule(IngressRule rule) =>
        rule.Protocol is Protocol or "6" && rule.FromPort == Rule.FromPort && rule.ToPort == Rule.ToPort
        && (Rule.Cidr is null ? rule.SourceGroupId == Rule.SourceGroupId : rule.Cidr is not null && SameRange(rule.Cidr, Rule.Cidr));

    private static IngressRule MakeRule(RdsDatabase database, NetworkAccessRequest request)
    {
        var rule = new IngressRule(Protocol, database.Port, database.Port) { Description = "Hoop gateway" };
        return (request.Cidr, request.SourceGroupId) switch
        {
            ({ } cidr, null) => rule with { Cidr = cidr.ToString() },
            (null, { } group) when IsGroupId(group) => rule with { SourceGroupId = group },
            (null, { } group) => throw InvalidSource(group, $"'{group}' is not the id of a security group (sg-...)"),
            (null, null) => throw InvalidSource(null, "neither a range nor a source group is given"),
            _ => throw InvalidSource(request.SourceGroupId, "a range and a source group are given; a rule has one source"),
        };
    }

    private static bool IsGroupId(string text) =>
        text.StartsWith("sg-", StringComparison.Ordinal)
        && text.Length is >= 11 and <= 64
        && text[3..].All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c));

    private static bool SameRange(string one, string other) =>
        IPNetwork.TryParse(one, out var a) && IPNetwork.TryParse(other, out var b) && a.Equals(b);

    private static HoopException InvalidSource(string? target, string why) =>
        NetworkErrors.InvalidSource.Error($"The source of the rule cannot be used: {why}.", target);
}
