using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Master;

/// <summary>A master credential that was proved by logging in.</summary>
public sealed record MasterCredential
{
    /// <summary>The account of the database.</summary>
    public required string AccountId { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>The DB instance or DB cluster identifier.</summary>
    public required string Identifier { get; init; }

    /// <summary>Its ARN; empty for a server named by its address.</summary>
    public required string Arn { get; init; }

    /// <summary>RDS's engine name.</summary>
    public required string Engine { get; init; }

    /// <summary>The host the login was proved on.</summary>
    public required string HostName { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>The master user and its password.</summary>
    public required DatabaseLogin Login { get; init; }

    /// <summary>The master user.</summary>
    public string UserName => Login.UserName;

    /// <summary>Where it came from.</summary>
    public required MasterCredentialSource Source { get; init; }

    /// <summary>The vault it is in; null where it is in none.</summary>
    public string? VaultName { get; init; }

    /// <summary>The entry it is in, or the ARN of the Secrets Manager secret in which RDS manages it; null where it is in none.</summary>
    public string? SecretName { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{UserName} of {(Arn.Length == 0 ? $"{HostName}:{Port}" : Identifier)}: {Source}";
}
