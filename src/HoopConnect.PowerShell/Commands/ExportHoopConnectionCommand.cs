using System.Management.Automation;
using System.Text;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Connections.Export;
using HoopConnect.Secrets;
using HoopConnect.SessionUsers;

namespace HoopConnect.PowerShell.Commands;

/// <summary>
/// Writes connections in the forms that other programs read, to the pipeline or into a file that only its owner can read.
/// </summary>
/// <remarks>The default set is the users': PowerShell tries it first, and a user has a property that would bind in the other one.</remarks>
[Cmdlet(VerbsData.Export, "HoopConnection", DefaultParameterSetName = UserSet, SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportHoopConnectionCommand : HoopCmdlet
{
    private const string NameSet = "Name";
    private const string UserSet = "SessionUser";

    private readonly StringBuilder _text = new();
    private readonly List<string> _names = [];
    private readonly List<string> _masks = [];

    /// <summary>Names, with wildcards.</summary>
    [Parameter(
        ParameterSetName = NameSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ConnectionNameArgument]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>A user of New-HoopSessionUser, as the connection it can make.</summary>
    [Parameter(ParameterSetName = UserSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public SessionUser? SessionUser { get; set; }

    /// <summary>The form.</summary>
    [Parameter(Position = 1)]
    [Alias("Form")]
    public ConnectionExportForm As { get; set; } = ConnectionExport.UsualForm;

    /// <summary>Puts the password into the text, readable by whoever reads the text.</summary>
    [Parameter]
    public SwitchParameter IncludePassword { get; set; }

    /// <summary>The file to write, open to its owner only; to the pipeline where not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Overwrites a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The vault; the default one where not given.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (SessionUser is not null)
        {
            // The object keeps its password: others may still ask it for it.
            await ExportAsync(SessionConnection.Of(SessionUser), IncludePassword ? SessionUser.Login : null, cancellationToken);
            return;
        }

        var store = new ConnectionStore(await Services.OpenVaultAsync(Vault, cancellationToken));
        await foreach (var connection in store.GetAsync(Name, HoopHost, cancellationToken))
            await ForTargetAsync(connection.Name, () => ExportAsync(store, connection, cancellationToken));
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_names.Count == 0)
            return;
        if (Path is null)
        {
            await WriteCommandsAsync(_masks, cancellationToken);
            await WriteAsync(_text.ToString().TrimEnd('\n'), cancellationToken);
            return;
        }

        var path = await FullPathAsync(Path, cancellationToken);
        if (File.Exists(path) && !Force)
        {
            throw ConnectionErrors.FileExists.Error($"The file '{path}' is there already.", path);
        }

        var plan = new Plan(
            path,
            $"export as {As}",
            [
                .. _names.Select(name => new PlanStep(
                    $"connection {name}",
                    "write",
                    IncludePassword ? "with the password" : "without the password")),
            ]);
        if (!await HoopHost.ShouldApplyAsync(plan, cancellationToken))
            return;
        await WriteCommandsAsync(_masks, cancellationToken);
        await ConnectionExport.SaveAsync(path, _text.ToString(), cancellationToken);
        await WriteAsync(new FileInfo(path), cancellationToken);
    }

    private async Task ExportAsync(ConnectionStore store, Connection connection, CancellationToken cancellationToken)
    {
        var login = IncludePassword ? await Services.LoginAsync(store, connection, cancellationToken) : null;
        using var password = login?.Password;
        await ExportAsync(connection, login, cancellationToken);
    }

    private async Task ExportAsync(Connection connection, DatabaseLogin? login, CancellationToken cancellationToken)
    {
        var pinned = new PinnedCertificate(TransportParameters.Usual, StateFolder.OfUser, HoopHost);
        var certificate = await ModeAsync(cancellationToken) == RunMode.Show ? null
            : await pinned.KeepAsync(connection, As, cancellationToken);
        var text = ConnectionExport.Write(connection, login, As, certificate);
        var masks = ConnectionExport.Masks(login, As);
        var takesSeveral = ConnectionExport.TakesSeveral(As);
        if (Path is null && takesSeveral)
        {
            await WriteCommandsAsync(masks, cancellationToken);
            await WriteAsync(text.TrimEnd('\n'), cancellationToken);
            return;
        }

        // Nothing of such a form is given before it is known that it stays the only one.
        if (!takesSeveral && _names.Count > 0)
            throw Terminating(ConnectionErrors.OneAtATime.Error(
                $"As {As} the connection '{connection.Name}' would take the place of '{_names[0]}'.", connection.Name));
        _names.Add(connection.Name);
        _masks.AddRange(masks);
        _text.Append(text);
    }
}
