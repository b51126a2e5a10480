using HoopConnect.Secrets;

namespace HoopConnect.Aws.Rds;

/// <summary>What ModifyDBInstance or ModifyDBCluster is to change; what is null is not sent.</summary>
/// <param name="Identifier">The DB instance or DB cluster identifier.</param>
public sealed record ModifyDatabaseRequest(string Identifier)
{
    /// <summary>The new master password. RDS applies it at once, whatever the maintenance window.</summary>
    public Secret? MasterUserPassword { get; init; }

    /// <summary>All VPC security groups it is to have. RDS applies them as soon as it can.</summary>
    public IReadOnlyList<string>? VpcSecurityGroupIds { get; init; }

    /// <summary>
    /// Whether IAM database authentication is to be on. Without <see cref="ApplyImmediately"/> it may wait for the maintenance window.
    /// </summary>
    public bool? EnableIAMDatabaseAuthentication { get; init; }

    /// <summary>Applies this change now, and everything else that is pending along with it.</summary>
    public bool ApplyImmediately { get; init; }
}
