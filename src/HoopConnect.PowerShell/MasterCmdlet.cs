using System.Management.Automation;
using HoopConnect.Credentials.Master;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell;

/// <summary>The base of the cmdlets that work on a database server as its master user.</summary>
public abstract class MasterCmdlet : DatabaseCmdlet
{
    /// <summary>The vault with the passwords; the default one where not given.</summary>
    [Parameter]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>The vault of the command line; null where none is to be used.</summary>
    private protected virtual async Task<CheckedVault?> OpenVaultAsync(CancellationToken cancellationToken) =>
        await Services.OpenVaultAsync(Vault, cancellationToken);

    /// <summary>
    /// The master login that works. A login that is given needs no vault, and one that RDS manages needs it only where the command line
    /// names it.
    /// </summary>
    /// <exception cref="HoopException"><c>MasterCredential.NotFound</c>, and those of the vault and the login.</exception>
    private protected async Task<MasterCredential> FindMasterAsync(RdsDatabase database, CancellationToken cancellationToken)
    {
        var needsVault = DbCredential is null && (database.MasterUserSecretArn is null || Vault is not null);
        return await FindMasterAsync(database, needsVault ? await OpenVaultAsync(cancellationToken) : null, cancellationToken);
    }
}
