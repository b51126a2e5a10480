namespace HoopConnect.Aws.Ec2;

/// <summary>One ingress rule with one source: a CIDR, a security group or a prefix list.</summary>
/// <param name="Protocol"><c>tcp</c>, or <c>-1</c> for all.</param>
/// <param name="FromPort">First port; -1 where the protocol has none.</param>
/// <param name="ToPort">Last port.</param>
public sealed record IngressRule(string Protocol, int FromPort, int ToPort)
{
    /// <summary>The IPv4 or IPv6 range; null where the source is another.</summary>
    public string? Cidr { get; init; }

    /// <summary>The source security group; null where the source is another.</summary>
    public string? SourceGroupId { get; init; }

    /// <summary>The source prefix list, which only others make; null where the source is another.</summary>
    public string? PrefixListId { get; init; }

    /// <summary>What the rule is for.</summary>
    public string? Description { get; init; }
}
