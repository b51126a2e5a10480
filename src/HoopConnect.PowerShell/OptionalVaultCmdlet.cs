using System.Management.Automation;
using HoopConnect.Credentials.Vaults;

namespace HoopConnect.PowerShell;

/// <summary>The base of the cmdlets that work on a database server as its master user, with a vault or without one.</summary>
public abstract class OptionalVaultCmdlet : MasterCmdlet
{
    /// <summary>Uses no vault.</summary>
    [Parameter]
    public SwitchParameter NoVault { get; set; }

    /// <inheritdoc/>
    private protected override async Task<CheckedVault?> OpenVaultAsync(CancellationToken cancellationToken) =>
        NoVault ? null : await base.OpenVaultAsync(cancellationToken);
}
