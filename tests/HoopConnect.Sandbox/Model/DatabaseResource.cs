namespace HoopConnect.Sandbox.Model;

/// <summary>What a DB instance and a DB cluster have in common.</summary>
public abstract class DatabaseResource
{
    /// <summary>DBInstanceIdentifier or DBClusterIdentifier.</summary>
    public required string Identifier { get; init; }

    /// <summary>Its ARN.</summary>
    public required string Arn { get; init; }

    /// <summary><c>db-...</c> or <c>cluster-...</c>.</summary>
    /// <remarks>A restore gives another one.</remarks>
    public required string ResourceId { get; set; }

    /// <summary>RDS's name of the engine.</summary>
    public string Engine { get; init; } = "postgres";

    /// <summary>RDS's version of the engine.</summary>
    public string EngineVersion { get; init; } = "18.4";

    /// <summary>available, modifying, stopped, ...</summary>
    public string Status { get; set; } = "available";

    /// <summary>Where to connect to. <c>.invalid</c> (never resolved, RFC 6761) until a server is behind it.</summary>
    public string? HostName { get; set; }

    /// <summary>The TCP port.</summary>
    public int Port { get; set; } = 5432;

    /// <summary>The master user's name.</summary>
    public string MasterUserName { get; set; } = "postgres";

    /// <summary>The database made with it; empty where none was.</summary>
    public string DatabaseName { get; init; } = "";

    /// <summary>Its tags.</summary>
    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The VPC security groups it has.</summary>
    public List<string> VpcSecurityGroupIds { get; set; } = [];

    /// <summary>The modifications that wait or are being applied, by the names of PendingModifiedValues.</summary>
    public Dictionary<string, string> Pending { get; } = new(StringComparer.Ordinal);

    /// <summary>The Secrets Manager secret in which RDS manages the master password; null where it does not.</summary>
    public string? MasterUserSecretArn { get; init; }

    /// <summary>Identifier or ARN of what it replicates; null for a primary.</summary>
    public string? ReplicationSource { get; init; }

    /// <summary>Whether IAM database authentication is on.</summary>
    public bool IamDatabaseAuthentication { get; set; }

    /// <summary>Whether it is Multi-AZ.</summary>
    public bool MultiAz { get; init; }

    /// <summary>When it was made (UTC).</summary>
    public DateTime Created { get; init; } = new(2025, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>How often it was rebooted, because somebody's ApplyImmediately flushed what was pending.</summary>
    public int Reboots { get; set; }

    /// <summary>How often its master password was changed.</summary>
    public int MasterPasswordChanges { get; set; }

    /// <summary>Sets the master's password on the real server; null where none is behind it.</summary>
    public Func<string, CancellationToken, Task>? SetMasterPassword { get; set; }

    /// <summary>Makes the real server ready for logins by IAM, or not; null where none is behind it.</summary>
    public Func<bool, Task>? SetIamAuthentication { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Arn;
}
