using System.Management.Automation;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Hooks.Runbooks;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Provisioning.Jobs;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Runs a runbook for jobs that have ended, once more or for the first time.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "HoopRunbookHook", SupportsShouldProcess = true)]
[OutputType(typeof(RunbookResult))]
public sealed class InvokeHoopRunbookHookCommand : HoopCmdlet
{
    private readonly List<string> _ids = [];

    /// <summary>Jobs of Get-HoopProvisioningJob, results of Invoke-HoopProvisioning, or ids.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Id", "JobId")]
    [JobArgument]
    [ValidateNotNullOrEmpty]
    public string[] Job { get; set; } = [];

    /// <summary>A script, a git working copy or the URL of a repository.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("Runbook")]
    [ValidateNotNullOrEmpty]
    public string RunbookPath { get; set; } = "";

    /// <summary>How long the runbook may take for one job, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    public int RunbookTimeoutSeconds { get; set; } = (int)RunbookOptions.DefaultTimeout.TotalSeconds;

    /// <summary>Gives the runbook the passwords too, and not only where they are.</summary>
    [Parameter]
    public SwitchParameter IncludePassword { get; set; }

    /// <summary>The vault that the passwords are read from; the one that a job's record names where not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _ids.AddRange(Job);
        return Task.CompletedTask;
    }

    // All jobs of the pipeline have one clone.
    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_ids.Count == 0)
            return;
        var options = new RunbookOptions
        {
            Timeout = TimeSpan.FromSeconds(RunbookTimeoutSeconds), IncludePassword = IncludePassword,
        };
        var mode = await ModeAsync(cancellationToken);
        await using var runbook = await Services.OpenRunbookAsync(RunbookPath, options, mode, cancellationToken);
        var vaults = new Dictionary<string, CheckedVault>(StringComparer.OrdinalIgnoreCase);
        var again = new RunbookRerun(
            new JobStore(StateFolder.OfUser()), new RunbookHook(runbook),
            IncludePassword ? async (name, cancel) => vaults[name] = vaults.GetValueOrDefault(name)
                ?? await Services.OpenVaultAsync(Vault ?? name, cancel) : null);
        foreach (var id in _ids)
        {
            await ForTargetAsync(id, async () =>
            {
                if (await again.RunAsync(id, HoopHost, cancellationToken) is not { } result)
                    return;
                await WriteAsync(result, cancellationToken);
                if (again.FailureOf(result) is { } failure)
                    throw failure;
            });
        }
    }
}
