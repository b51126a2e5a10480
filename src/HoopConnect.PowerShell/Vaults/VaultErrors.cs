using System.Management.Automation;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell.Vaults;

/// <summary>What SecretManagement's failures mean. None keeps the original as its cause: an extension's error may quote what it was given.</summary>
internal static class VaultErrors
{
    public static HoopException ModuleMissing() =>
        new("Vault.ModuleMissing", HoopErrorKind.NotInstalled, "The module Microsoft.PowerShell.SecretManagement is not installed, so there is no vault to keep passwords in.")
        {
            Target = "Microsoft.PowerShell.SecretManagement",
            RecommendedAction = "Install-PSResource Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore; then Register-SecretVault -Name Team -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault",
        };

    public static HoopException NotRegistered(string? name, IReadOnlyCollection<string> registered) =>
        new("Vault.NotRegistered", HoopErrorKind.ObjectNotFound, name is null
            ? "No vault was named, and none of the registered vaults is the default."
            : $"There is no vault '{name}'. Registered are: {(registered.Count > 0 ? string.Join(", ", registered) : "none")}.")
        {
            Target = name,
            RecommendedAction = "Register one with Register-SecretVault, name one with -Vault, or make one the default with Set-SecretVaultDefault.",
        };

    public static HoopException Locked(string vault) =>
        new("Vault.Locked", HoopErrorKind.AuthenticationError, $"The vault '{vault}' is locked.")
        {
            Target = vault,
            RecommendedAction = $"Unlock-SecretVault -Name '{vault}', then run again.",
        };

    /// <summary>The failure of one operation.</summary>
    /// <param name="failure">What SecretManagement or the vault's extension threw.</param>
    /// <param name="vault">The vault.</param>
    /// <param name="entry">The entry it was about.</param>
    /// <param name="writing">Whether something was to be written.</param>
    /// <param name="secret">The secret that was to be written: it is taken out of the message.</param>
    public static HoopException From(RuntimeException failure, string vault, string entry, bool writing, Secret? secret = null)
    {
        if (failure is CommandNotFoundException)
            return ModuleMissing();
        if (IsLocked(failure))
            return Locked(vault);
        var id = failure.ErrorRecord.FullyQualifiedErrorId;
        if (id.StartsWith("GetSecretVaultNotFound", StringComparison.Ordinal))
            return NotRegistered(vault, []);
        var message = (failure.InnerException ?? failure).Message;
        if (secret is { Length: > 0 })
            message = message.Replace(secret.Reveal(), "********", StringComparison.Ordinal);
        return writing
            ? new HoopException("Vault.WriteFailed", HoopErrorKind.WriteError, $"The vault '{vault}' did not take '{entry}': {message} ({id})") { Target = entry }
            : new HoopException("Vault.ReadFailed", HoopErrorKind.NotSpecified, $"The vault '{vault}' could not be read for '{entry}': {message} ({id})") { Target = entry };
    }

    private static bool IsLocked(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure.GetType().Name == "PasswordRequiredException")
                return true;
        }
        return false;
    }
}
