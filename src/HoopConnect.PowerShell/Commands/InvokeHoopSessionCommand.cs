using System.Management.Automation;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Pipeline;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Connections.Export;
using HoopConnect.Secrets;
using HoopConnect.SessionUsers;

namespace HoopConnect.PowerShell.Commands;

/// <summary>
/// Runs a script block with the credentials of a connection or of a policy's user in the environment, and takes them out again.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "HoopSession", DefaultParameterSetName = ConnectionSet, SupportsShouldProcess = true)]
[OutputType(typeof(object))]
public sealed class InvokeHoopSessionCommand : SessionUserCmdlet
{
    private const string ConnectionSet = "Connection";
    private const string TokenSet = "Token";

    private string _target = "";
    private IReadOnlyList<KeyValuePair<string, string?>>? _variables;

    /// <summary>The connection, by its name.</summary>
    [Parameter(ParameterSetName = ConnectionSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ConnectionNameArgument]
    [ValidateNotNullOrEmpty]
    public string Connection { get; set; } = "";

    /// <summary>A database of Find-HoopRdsInstance, or the ARN of one.</summary>
    [Parameter(ParameterSetName = DatabaseSet, Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = TokenSet, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public new RdsDatabase? InputObject
    {
        get => base.InputObject;
        set => base.InputObject = value;
    }

    /// <summary>Logs in by a token of one's own AWS credentials.</summary>
    [Parameter(ParameterSetName = TokenSet, Mandatory = true)]
    public SwitchParameter ByToken { get; set; }

    /// <summary>With -ByToken: the database user; where it is not given, oneself in IAM Identity Center.</summary>
    [Parameter(ParameterSetName = TokenSet)]
    [Alias("User", "DBUser")]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>What to run.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>What the block's parameters are bound to.</summary>
    [Parameter]
    [Alias("Args")]
    [ValidateNotNull]
    public object?[] ArgumentList { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        _variables = null;
        if (ParameterSetName == ConnectionSet)
            await PrepareConnectionAsync(cancellationToken);
        else if (ParameterSetName == TokenSet)
            await PrepareTokenAsync(cancellationToken);
        else
            await PrepareUserAsync(await ProvideAsync(cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    protected override void AfterProcess()
    {
        if (_variables is not { } variables)
            return;
        // A password in clear: not kept for longer than the block runs.
        _variables = null;
        TemporaryEnvironment environment;
        try
        {
            environment = TemporaryEnvironment.Set(variables);
        }
        catch (HoopException refused)
        {
            WriteFailure(refused, _target);
            return;
        }

        using (environment)
            UserScript.Invoke(this, ScriptBlock!, ArgumentList);
    }

    private async Task PrepareConnectionAsync(CancellationToken cancellationToken)
    {
        var vault = await Services.OpenVaultAsync(Vault, cancellationToken);
        var store = new ConnectionStore(vault);
        var connection = await store.RequireAsync(Connection, cancellationToken);
        if (connection.Policy is { } policy)
        {
            var file = PolicyFile is null ? connection.PolicyFile : await FullPathAsync(PolicyFile, cancellationToken);
            await PrepareUserAsync(
                await ProvideAsync(await new PolicyChoice(policy).ResolveAsync(file, cancellationToken), vault, cancellationToken),
                cancellationToken);
        }
        else if (await MayRunAsync(connection, cancellationToken))
        {
            Prepare(connection, await Services.LoginAsync(store, connection, cancellationToken));
        }
    }

    private async Task PrepareUserAsync(SessionUser? user, CancellationToken cancellationToken)
    {
        if (user is null)
            return;
        var connection = SessionConnection.Of(user);
        if (await MayRunAsync(connection, cancellationToken))
            Prepare(connection, user.Login);
    }

    private async Task PrepareTokenAsync(CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        // Says which engines take no tokens.
        _ = DatabaseResource.Of(database);
        var engine = DatabaseEngines.For(database.Engine);
        var transport = await TransportAsync(cancellationToken);
        var connection = new Connection
        {
            Name = database.Identifier,
            Subtype = engine.Family,
            HostName = database.HostName!,
            Port = database.Port,
            Database = Database ?? engine.MaintenanceDatabase,
            UserName = UserName ?? await OwnUserName.FindAsync(await AwsAsync(cancellationToken), cancellationToken),
            SslMode = transport.SslMode,
            CaFile = transport.CaFile,
            VaultName = "",
            SecretName = "",
            DatabaseArn = database.Arn,
        };
        if (await MayRunAsync(connection, cancellationToken))
            Prepare(connection, await UsableAsync(CredentialMarker.TokenPair(connection.UserName), database, cancellationToken));
    }

    private ValueTask<bool> MayRunAsync(Connection connection, CancellationToken cancellationToken)
    {
        var names = ConnectionExport.Variables(connection, login: null).Select(variable => variable.Key);
        var step = new PlanStep(
            "environment of this process", "set, run the script block, put back", $"{string.Join(' ', names)}, password {PlanStep.Hole}");
        return HoopHost.ShouldApplyAsync(
            new Plan($"{connection.UserName} at {connection.HostName}:{connection.Port}", "run a session", [step]), cancellationToken);
    }

    private void Prepare(Connection connection, DatabaseLogin login)
    {
        using var password = login.Password;
        _target = connection.Name;
        _variables =
        [
            .. ConnectionExport
                .Variables(connection with { UserName = login.UserName }, login)
                .Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value)),
        ];
    }
}
