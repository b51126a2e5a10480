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
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>Uses no vault: the master login is that of -DbCredential.</summary>
    [Parameter]
    public SwitchParameter NoVault { get; set; }

    /// <summary>The vault of the command line; null where none is to be used.</summary>
    private protected async Task<CheckedVault?> OpenVaultAsync(CancellationToken cancellationToken) =>
        NoVault ? null : await OpenVaultAsync(Vault, cancellationToken);

    /// <summary>The master login that works: that of <c>-DbCredential</c>, the vault's, or the one that RDS manages.</summary>
    /// <exception cref="HoopException"><c>MasterCredential.NotFound</c>, and those of the vault and the login.</exception>
    private protected async Task<MasterCredential> FindMasterAsync(RdsDatabase database, CheckedVault? vault, CancellationToken cancellationToken)
    {
        var request = new MasterCredentialRequest(database)
        {
            DbCredential = DbLogin,
            SslMode = SslMode,
            CaFile = CaFile is null ? null : await FullPathAsync(CaFile, cancellationToken),
            KeptCertificates = KeptCertificates,
            Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        };
        var aws = DbLogin is null && database.MasterUserSecretArn is not null ? await AwsAsync(cancellationToken) : null;
        return await new MasterCredentials(aws, directory: null, vault, state: null).GetAsync(request, HoopHost, cancellationToken)
            ?? throw new HoopException("MasterCredential.NotFound", HoopErrorKind.AuthenticationError,
                $"No credential that logs in is known for the master user of '{database.Identifier}'.")
            {
                Target = database.Arn.Length > 0 ? database.Arn : database.HostName,
                RecommendedAction = "Give it with -DbCredential, name the vault that has it with -Vault, or set a new one with Reset-HoopMasterCredential.",
            };
    }
}
