using System.Management.Automation;
using HoopConnect.Credentials.Vaults;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell;

/// <summary>The base of the cmdlets that work on a database server as its master user.</summary>
public abstract class MasterCmdlet : DatabaseCmdlet
{
    /// <summary>The vault with the passwords; the default one where not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>Uses no vault: the master login is that of -DbCredential.</summary>
    [Parameter]
    public SwitchParameter NoVault { get; set; }

    /// <summary>The vault of the command line; null where none is to be used.</summary>
    private protected async Task<CheckedVault?> OpenVaultAsync(CancellationToken cancellationToken) =>
        NoVault ? null : await OpenVaultAsync(Vault, cancellationToken);
}
