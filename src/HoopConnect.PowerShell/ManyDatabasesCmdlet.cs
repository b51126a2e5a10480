using System.Management.Automation;
using HoopConnect.Credentials;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.PowerShell;

/// <summary>The base of the cmdlets that take many databases for one run, and work on each as its master.</summary>
public abstract class ManyDatabasesCmdlet : ServerCmdlet
{
    private readonly object _gate = new();
    private Task<CheckedVault>? _vault;

    /// <summary>The master login; the same on every database.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? DbCredential { get; set; }

    /// <summary>The vault with the masters' passwords; the default one where not given.</summary>
    [Parameter]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>Uses no vault.</summary>
    [Parameter]
    public SwitchParameter NoVault { get; set; }

    /// <summary>How many databases are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>A database as RDS describes it now, and how to connect to it as its master.</summary>
    /// <exception cref="HoopException">Those of the look-up, of the vault and of the login.</exception>
    private protected async Task<(RdsDatabase Database, ConnectionSettings Master)> ConnectAsync(
        RdsDatabase named, TransportOptions transport, CancellationToken cancellationToken)
    {
        var described = await DescribeNowAsync(named, cancellationToken);
        // The engine has its own words for a proxy.
        var engine = described.Kind == DatabaseKind.Proxy ? DatabaseEngines.For(described.Engine)
            : DatabaseReadiness.Check(described, DatabaseEngines.For);
        var host = described.RequireHost("Wait until it is available.");
        var database = described with { Port = described.Port > 0 ? described.Port : engine.DefaultPort };
        var given = DbCredential is null ? null : await Services.ResolveAsync(
            DbCredential.ToLogin(), LoginTarget.Of(database) with { SslMode = SslMode }, cancellationToken);
        var needsVault = !NoVault && given is null && (database.MasterUserSecretArn is null || Vault is not null);
        var vault = needsVault ? await VaultAsync(cancellationToken) : null;
        var master = await FindMasterAsync(database, database, given, transport, vault, cancellationToken);
        return (database, new ConnectionSettings(host, database.Port, master.Login) { Transport = transport });
    }

    // Opened by the first database that needs it.
    private Task<CheckedVault> VaultAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return _vault ??= Services.OpenVaultAsync(Vault, cancellationToken);
    }
}
