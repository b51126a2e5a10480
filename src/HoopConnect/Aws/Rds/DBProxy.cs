namespace HoopConnect.Aws.Rds;

/// <summary>An RDS Proxy as the RDS API Reference describes it ("DBProxy"), with the members the product reads.</summary>
public sealed record DBProxy
{
    /// <summary>DBProxyName.</summary>
    public required string DBProxyName { get; init; }

    /// <summary>DBProxyArn; its last part is the resource id, <c>prx-...</c>.</summary>
    public required string DBProxyArn { get; init; }

    /// <summary>Status.</summary>
    public required string Status { get; init; }

    /// <summary>EngineFamily: <c>POSTGRESQL</c>, <c>MYSQL</c> or <c>SQLSERVER</c>.</summary>
    public required string EngineFamily { get; init; }

    /// <summary>Endpoint.</summary>
    public string? Endpoint { get; init; }

    /// <summary>VpcId.</summary>
    public string? VpcId { get; init; }

    /// <summary>VpcSecurityGroupIds.</summary>
    public IReadOnlyList<string> VpcSecurityGroupIds { get; init; } = [];

    /// <summary>Whether an entry of Auth has IAMAuth <c>REQUIRED</c> or <c>ENABLED</c>.</summary>
    public bool IAMAuth { get; init; }

    /// <summary>
    /// DefaultAuthScheme: <c>IAM_AUTH</c> where the proxy logs in to the database by IAM as well, <c>NONE</c> where it has a password of
    /// Secrets Manager; null where RDS does not say it, as it did not before it had the setting.
    /// </summary>
    public string? DefaultAuthScheme { get; init; }

    /// <summary>RoleArn: the role by which the proxy reaches secrets and databases.</summary>
    public string? RoleArn { get; init; }

    /// <summary>CreatedDate (UTC).</summary>
    public DateTime? CreatedDate { get; init; }
}
