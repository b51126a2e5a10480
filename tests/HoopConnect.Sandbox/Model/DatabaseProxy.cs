namespace HoopConnect.Sandbox.Model;

/// <summary>An RDS Proxy.</summary>
public sealed class DatabaseProxy
{
    /// <summary>DBProxyName.</summary>
    public required string Name { get; init; }

    /// <summary>Its ARN, which ends in its resource id and not in its name.</summary>
    public required string Arn { get; init; }

    /// <summary>POSTGRESQL, MYSQL or SQLSERVER.</summary>
    public required string EngineFamily { get; init; }

    /// <summary>available, modifying, suspended, ...</summary>
    public string Status { get; set; } = "available";

    /// <summary>DefaultAuthScheme: <c>IAM_AUTH</c> or <c>NONE</c>.</summary>
    public string DefaultAuthScheme { get; set; } = "NONE";

    /// <summary>The ARN of its role.</summary>
    public required string RoleArn { get; init; }

    /// <summary>Where clients connect to.</summary>
    public required string HostName { get; init; }

    /// <summary>Its VPC.</summary>
    public required string VpcId { get; init; }

    /// <summary>Its own security groups.</summary>
    public required IReadOnlyList<string> VpcSecurityGroupIds { get; init; }

    /// <summary>What it leads to.</summary>
    public required DatabaseResource Target { get; init; }
}
