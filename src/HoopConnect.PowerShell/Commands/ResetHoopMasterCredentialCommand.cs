using System.Management.Automation;
using HoopConnect.Credentials.Master;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Sets a new master credential, always, and keeps it in a vault. All databases are checked before the first is changed.</summary>
[Cmdlet(VerbsCommon.Reset, "HoopMasterCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(MasterCredential))]
public sealed class ResetHoopMasterCredentialCommand : DatabaseChangeCmdlet<MasterResetPlan>, ITransportParameters
{
    private MasterCredentials? _masters;

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

    // As on ServerCmdlet; a class has one base.
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

    /// <inheritdoc/>
    private protected override async Task<MasterResetPlan> PlanAsync(
        RdsDatabase database, TimeSpan deadline, CancellationToken cancellationToken)
    {
        _masters ??= await OpenAsync(cancellationToken);
        var request = new MasterCredentialRequest(database)
        {
            HostName = HostName,
            Port = Port > 0 ? Port : null,
            Transport = await TransportParameters.ReadAsync(this, TransportParameters.Usual, HoopHost, cancellationToken),
            Deadline = deadline,
            AllowPendingModifications = AllowPendingModifications,
        };
        return await _masters.PlanResetAsync(request, HoopHost, cancellationToken);
    }

    /// <inheritdoc/>
    private protected override (RdsDatabase Database, Plan Steps) Shown(MasterResetPlan plan) => (plan.Database, plan.Plan);

    /// <inheritdoc/>
    private protected override async Task<object> ApplyAsync(MasterResetPlan plan, CancellationToken cancellationToken) =>
        await _masters!.ResetAsync(plan, HoopHost, cancellationToken);

    /// <inheritdoc/>
    private protected override void NamedAgain(RdsDatabase database) =>
        HoopHost.Warning($"'{InputObject}' is '{database}', which was named before: it is reset once.");

    private async Task<MasterCredentials> OpenAsync(CancellationToken cancellationToken)
    {
        var aws = await AwsAsync(cancellationToken);
        return new MasterCredentials(
            aws, new DatabaseFinder(aws), await Services.OpenVaultAsync(Vault, cancellationToken), StateFolder.OfUser());
    }
}
