using HoopConnect.Hosting;

namespace HoopConnect.Credentials.Vaults;

/// <summary>What a vault, or the way to it, fails with.</summary>
internal static class VaultErrors
{
    public static readonly ErrorDefinition EntryOfAnother = new(
        "Vault.EntryOfAnother", HoopErrorKind.ResourceExists,
        "The entry of that name belongs to another database.",
        "Use another vault for one of the two, or remove the entry if that database is gone.");

    public static readonly ErrorDefinition InvalidName = new(
        "Vault.InvalidName", HoopErrorKind.InvalidArgument,
        "No vault takes an entry of that name.",
        "Use letters, digits and hyphens, at most 127 of them.");

    public static readonly ErrorDefinition Locked = new(
        "Vault.Locked", HoopErrorKind.AuthenticationError,
        "The vault is locked.",
        "Unlock-SecretVault, then run again.");

    public static readonly ErrorDefinition ModuleMissing = new(
        "Vault.ModuleMissing", HoopErrorKind.NotInstalled,
        "SecretManagement is not installed, so there is no vault to keep passwords in.",
        "Install-PSResource Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore; then Register-SecretVault " +
            "-Name Team -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault");

    public static readonly ErrorDefinition NotRegistered = new(
        "Vault.NotRegistered", HoopErrorKind.ObjectNotFound,
        "No such vault is registered, or none is the default.",
        "Register one with Register-SecretVault, name one with -Vault, or make one the default with Set-SecretVaultDefault.");

    public static readonly ErrorDefinition ReadBackFailed = new(
        "Vault.ReadBackFailed", HoopErrorKind.InvalidData,
        "The vault reported success, and reading back gives something else.",
        "Look whether something else writes to this vault or its store is read-only, then run again. Nothing that still works was " +
            "thrown away.");

    public static readonly ErrorDefinition ReadFailed = new(
        "Vault.ReadFailed", HoopErrorKind.ReadError,
        "The vault could not be read, or an entry of it is no credential.",
        "Look at the vault with Test-SecretVault; the message has what its extension says.");

    public static readonly ErrorDefinition WriteFailed = new(
        "Vault.WriteFailed", HoopErrorKind.WriteError,
        "The vault did not take an entry.",
        "Look whether its store can be written; the message has what its extension says.");
}
