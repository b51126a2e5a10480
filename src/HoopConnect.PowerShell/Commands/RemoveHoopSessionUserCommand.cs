using System.Management.Automation;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.SessionUsers.Sweep;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Removes session users: many of a server at once, from all its databases.</summary>
[Cmdlet(VerbsCommon.Remove, "HoopSessionUser", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RemovedSessionUser), typeof(SweepSummary))]
public sealed class RemoveHoopSessionUserCommand : ServerCmdlet
{
    private readonly SweepQueue _queue = new();
    private readonly SweepTally _tally = new(TimeProvider.System);
    private FoundSessionUser? _first;

    /// <summary>The users, of Get-HoopSessionUser.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SessionUserArgument]
    [ValidateNotNull]
    public FoundSessionUser[] InputObject { get; set; } = [];

    /// <summary>Who gets what the users own; where not given, a role without a login and without rights.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReassignTo { get; set; }

    /// <summary>Drops the functions, views and other code of theirs instead of giving it to another owner.</summary>
    [Parameter]
    public SwitchParameter DropCode { get; set; }

    /// <summary>Takes users too that do not bear our mark: those that Hoop itself made.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <summary>Gives one object for the whole sweep instead of one for each user.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>
    /// The master login; where not given the one that Get-HoopSessionUser used, in the same process, or the one that the vault has.
    /// </summary>
    [Parameter]
    [DbCredentialArgument]
    public PSCredential? DbCredential { get; set; }

    /// <summary>
    /// The vault that forgets the passwords of the users, and that has the master's; the default one is asked for a master that is not
    /// known.
    /// </summary>
    [Parameter]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>The region where the users do not say it themselves.</summary>
    // As on every cmdlet, but not from the pipeline: a user of a server that RDS does not know has none.
    [Parameter]
    [Alias("ToolsRegion")]
    [RegionArgument]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public new string? Region
    {
        get => base.Region;
        set => base.Region = value;
    }

    /// <summary>How many databases of a server are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 4;

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? (_first?.Region is { Length: > 0 } region ? region : null);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var user in InputObject)
        {
            _first ??= user;
            if (_queue.Add(user) is { } full)
                await SweepAsync(full, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var batch in _queue.Drain())
            await SweepAsync(batch, cancellationToken);
        if (Summary && await ModeAsync(cancellationToken) == RunMode.Apply)
            await WriteAsync(_tally.Summary(), cancellationToken);
    }

    /// <summary>A server that fails is an error and a row for each of its users; the next one goes on.</summary>
    private async Task SweepAsync(SweepBatch batch, CancellationToken cancellationToken)
    {
        var vault = Vault is null ? null : await Services.OpenVaultAsync(Vault, cancellationToken);
        try
        {
            var sweep = new SessionUserSweep(batch, DatabaseEngines.For(batch.Server.Engine), vault);
            if (
                await PlanAsync(sweep, batch, vault, cancellationToken) is not { } plan
                || !await HoopHost.ShouldApplyAsync(await sweep.ShownAsync(plan, cancellationToken), cancellationToken))
                return;
            var rows = new List<RemovedSessionUser>();
            await foreach (var row in sweep.ApplyAsync(plan, HoopHost, cancellationToken))
            {
                rows.Add(row);
                await GiveAsync(row, cancellationToken);
            }

            if (sweep.NotRemoved(rows) is { } left)
                ReportError(left);
        }
        catch (HoopException failure)
        {
            ReportError(failure, batch.Server.ToString());
        }
    }

    /// <summary>Null where the server could not be read: then its users have their rows already.</summary>
    private async Task<UserRemovalPlan?> PlanAsync(
        SessionUserSweep sweep, SweepBatch batch, CheckedVault? vault, CancellationToken cancellationToken)
    {
        try
        {
            var master = await MasterAsync(batch.Server, vault, cancellationToken);
            return await sweep.PlanAsync(
                master,
                new SweepOptions
                {
                    Adopt = Adopt,
                    ReassignTo = ReassignTo,
                    DropCode = DropCode,
                    ThrottleLimit = ThrottleLimit,
                },
                HoopHost,
                cancellationToken);
        }
        catch (HoopException failure)
        {
            ReportError(failure, batch.Server.ToString());
            foreach (var row in sweep.NotReached(failure))
                await GiveAsync(row, cancellationToken);
            return null;
        }
    }

    private ValueTask GiveAsync(RemovedSessionUser row, CancellationToken cancellationToken)
    {
        _tally.Add(row);
        return Summary ? ValueTask.CompletedTask : WriteAsync(row, cancellationToken);
    }

    private async Task<ConnectionSettings> MasterAsync(FoundSessionUser user, CheckedVault? vault, CancellationToken cancellationToken)
    {
        // Protected as the users were found, unless the command line says otherwise.
        var found = TransportParameters.Usual with { SslMode = user.SslMode, CaFile = user.CaFile };
        var transport = await TransportAsync(found, cancellationToken);
        if (DbCredential is null && user.Reached is { } reached)
            return reached with { Transport = transport };
        var described = DbCredential is null && user.Arn.Length > 0
            ? await LookUpAsync(DatabaseRecord.Reference(user.Arn), cancellationToken)
            : DatabaseRecord.Server(user.HostName, user.Port, user.Engine);
        // A tunnel, say: the way that was found to lead there.
        var database = described with { HostName = user.HostName, Port = user.Port };
        var given = DbCredential is null ? null
            : await Services.ResolveAsync(
                DbCredential.ToLogin(),
                LoginTarget.At(user.HostName, user.Port, user.Arn) with
                {
                    SslMode = transport.SslMode,
                },
                cancellationToken);
        if (given is null && database.MasterUserSecretArn is null)
            vault ??= await Services.OpenVaultAsync(null, cancellationToken);
        var master = await FindMasterAsync(database, described, given, transport, vault, cancellationToken);
        return new ConnectionSettings(user.HostName, user.Port, master.Login) { Transport = transport };
    }
}
