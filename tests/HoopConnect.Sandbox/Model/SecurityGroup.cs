namespace HoopConnect.Sandbox.Model;

/// <summary>A VPC security group.</summary>
public sealed class SecurityGroup
{
    /// <summary><c>sg-...</c>.</summary>
    public required string GroupId { get; init; }

    /// <summary>Its name, unique in its VPC.</summary>
    public required string GroupName { get; init; }

    /// <summary>Its description.</summary>
    public string Description { get; init; } = "";

    /// <summary>The VPC it is in.</summary>
    public required string VpcId { get; init; }

    /// <summary>Its tags.</summary>
    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Its ingress rules, one for each source.</summary>
    public List<SecurityGroupRule> Ingress { get; } = [];
}
