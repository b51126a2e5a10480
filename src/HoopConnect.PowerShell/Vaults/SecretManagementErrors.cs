using System.Management.Automation;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell.Vaults;

/// <summary>
/// What SecretManagement's failures mean. None keeps the original as its cause: an extension's error may quote what it was given.
/// </summary>
internal static class SecretManagementErrors
{
    public static HoopException ModuleMissing() =>
        VaultErrors.ModuleMissing.Error(
            "The module Microsoft.PowerShell.SecretManagement is not installed, so there is no vault to keep passwords in.",
            "Microsoft.PowerShell.SecretManagement");

    public static HoopException NotRegistered(string? name, IReadOnlyCollection<string> registered) =>
        VaultErrors.NotRegistered.Error(
            name is null
                ? "No vault was named, and none of the registered vaults is the default."
                : $"There is no vault '{name}'. Registered are: {(registered.Count > 0 ? string.Join(", ", registered) : "none")}.",
            name);

    public static HoopException Locked(string vault) =>
        VaultErrors.Locked.Error($"The vault '{vault}' is locked.", vault, $"Unlock-SecretVault -Name '{vault}', then run again.");

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
        // An error that was written and made the end of the command by its preference has the cause in its record only.
        if (IsLocked(failure) || IsLocked(failure.ErrorRecord.Exception))
            return Locked(vault);
        var id = failure.ErrorRecord.FullyQualifiedErrorId;
        if (id.StartsWith("GetSecretVaultNotFound", StringComparison.Ordinal))
            return NotRegistered(vault, []);
        var message = (failure.InnerException ?? failure).Message;
        if (secret is { Length: > 0 })
            message = message.Replace(secret.Reveal(), "********", StringComparison.Ordinal);
        return writing
            ? VaultErrors.WriteFailed.Error($"The vault '{vault}' did not take '{entry}': {message} ({id})", entry)
            : VaultErrors.ReadFailed.Error($"The vault '{vault}' could not be read for '{entry}': {message} ({id})", entry);
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
