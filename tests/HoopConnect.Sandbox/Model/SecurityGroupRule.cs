namespace HoopConnect.Sandbox.Model;

/// <summary>One ingress rule with one source.</summary>
/// <param name="Protocol"><c>tcp</c>, ..., or <c>-1</c> for all.</param>
/// <param name="FromPort">First port; -1 where the protocol has none.</param>
/// <param name="ToPort">Last port.</param>
/// <param name="CidrIpv4">The IPv4 range; null where the source is another.</param>
/// <param name="CidrIpv6">The IPv6 range; null where the source is another.</param>
/// <param name="SourceGroupId">The source group; null where the source is another.</param>
public sealed record SecurityGroupRule(string Protocol, int FromPort, int ToPort, string? CidrIpv4, string? CidrIpv6, string? SourceGroupId)
{
    /// <summary>What the rule is for; no part of what makes two rules the same.</summary>
    public string? Description { get; init; }

    /// <summary>Whether AWS takes the two for duplicates.</summary>
    public bool IsSameRule(SecurityGroupRule other) => this with { Description = null } == other with { Description = null };
}
