using System.Management.Automation;
using HoopConnect.Credentials.Master;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Sets a new master credential, always, and keeps it in a vault. All databases are checked before the first is changed.</summary>
[Cmdlet(VerbsCommon.Reset, "HoopMasterCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(MasterCredential))]
public sealed class ResetHoopMasterCredentialCommand : AwsCmdlet, ITransportParameters
{
    private readonly List<MasterResetPlan> _plans = [];
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private MasterCredentials? _masters;

    /// <summary>A database of Find-HoopRdsInstance, or the ARN of one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? InputObject { get; set; }

    /// <summary>The vault that is to keep it; the default one where not given.</summary>
    [Parameter]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>Another way to the server than its own endpoint, such as a tunnel.</summary>
    [Parameter]
    [Alias("Server", "ServerInstance", "SqlInstance")]
    [ValidateNotNullOrEmpty]
    public string? HostName { get; set; }

    /// <summary>The TCP port, 1 to 65535; the database's own where not given.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>How the connection is protected.</summary>
    [Parameter]
    public SslMode SslMode { get; set; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities to trust.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CaFile { get; set; }

    /// <summary>How long a login may take (seconds).</summary>
    [Parameter]
    [ValidateRange(1, TransportOptions.LongestTimeoutSeconds)]
    public int TimeoutSeconds { get; set; } = TransportOptions.UsualTimeoutSeconds;

    /// <summary>How long a new password may take to become the server's (seconds).</summary>
    [Parameter]
    [ValidateRange(1, 2700)]
    public int DeadlineSeconds { get; set; } = 600;

    /// <summary>Goes on although other modifications of the database are pending.</summary>
    [Parameter]
    public SwitchParameter AllowPendingModifications { get; set; }

    /// <summary>How many databases are reset at a time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? InputObject?.Region;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var masters = _masters ??= await OpenAsync(cancellationToken);
        var request = new MasterCredentialRequest(InputObject!)
        {
            HostName = HostName,
            Port = Port > 0 ? Port : null,
            Transport = await TransportParameters.ReadAsync(this, TransportParameters.Usual, HoopHost, cancellationToken),
            Deadline = TimeSpan.FromSeconds(DeadlineSeconds),
            AllowPendingModifications = AllowPendingModifications,
        };
        var plan = await masters.PlanResetAsync(request, HoopHost, cancellationToken);
        if (!_seen.Add(plan.Database.Arn))
            HoopHost.Warning($"'{InputObject}' is '{plan.Database}', which was named before: it is reset once.");
        else if (await HoopHost.ShouldApplyAsync(plan.Plan, cancellationToken))
            _plans.Add(plan);
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken) =>
        WriteEachAsync(_plans, ThrottleLimit, (plan, cancel) => _masters!.ResetAsync(plan, HoopHost, cancel), plan => plan.Database, cancellationToken);

    private async Task<MasterCredentials> OpenAsync(CancellationToken cancellationToken)
    {
        var aws = await AwsAsync(cancellationToken);
        return new MasterCredentials(aws, new DatabaseFinder(aws), await OpenVaultAsync(Vault, cancellationToken), StateFolder.OfUser());
    }
}
