namespace HoopConnect.Credentials.Master;

/// <summary>Where a master credential came from.</summary>
public enum MasterCredentialSource
{
    /// <summary>The caller gave it, and it logs in.</summary>
    Given,

    /// <summary>The vault's current entry.</summary>
    Vault,

    /// <summary>An entry that a run which did not end left in the vault.</summary>
    VaultPending,

    /// <summary>The vault's previous entry.</summary>
    VaultPrevious,

    /// <summary>The Secrets Manager secret in which RDS manages it.</summary>
    SecretsManager,

    /// <summary>A token: the master logs in by IAM. It is accepted for 15 minutes at the most and kept nowhere.</summary>
    IamToken,

    /// <summary>This run has reset it.</summary>
    Reset,
}
