using System.Management.Automation;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.PowerShell.Pipeline;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Connections.Export;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Runs a script block with the credentials of a connection in the environment, and takes them out again.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "HoopSession", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class InvokeHoopSessionCommand : HoopCmdlet
{
    private IReadOnlyList<KeyValuePair<string, string?>>? _variables;

    /// <summary>The connection, by its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ConnectionNameArgument]
    [ValidateNotNullOrEmpty]
    public string Connection { get; set; } = "";

    /// <summary>What to run.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>What the block's parameters are bound to.</summary>
    [Parameter]
    [Alias("Args")]
    [ValidateNotNull]
    public object?[] ArgumentList { get; set; } = [];

    /// <summary>The vault; the default one where not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        _variables = null;
        var store = new ConnectionStore(await OpenVaultAsync(Vault, cancellationToken));
        var connection = await GetHoopConnectionCommand.FindAsync(store, Connection, cancellationToken);
        var names = ConnectionExport.Variables(connection, login: null).Select(variable => variable.Key);
        var step = new PlanStep("environment of this process", "set, run the script block, put back", $"{string.Join(' ', names)}, password {PlanStep.Hole}");
        if (!await HoopHost.ShouldApplyAsync(new Plan($"connection {connection.Name}", "run a session", [step]), cancellationToken))
            return;
        var login = await store.LoginAsync(connection, cancellationToken);
        using var password = login.Password;
        _variables = [.. ConnectionExport.Variables(connection with { UserName = login.UserName }, login).Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value))];
    }

    /// <inheritdoc/>
    protected override void AfterProcess()
    {
        if (_variables is null)
            return;
        TemporaryEnvironment environment;
        try
        {
            environment = TemporaryEnvironment.Set(_variables);
        }
        catch (HoopException refused)
        {
            WriteError(ErrorRecords.From(refused, Connection));
            return;
        }

        using (environment)
            UserScript.Invoke(this, ScriptBlock!, ArgumentList);
    }
}
