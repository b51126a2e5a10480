using System.Management.Automation;
using HoopConnect.Credentials;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Tenants.Connectors;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Makes the manifest of the Secret by which a platform of virtual clusters knows a shared database server.</summary>
[Cmdlet(VerbsCommon.New, "HoopConnectorSecret", DefaultParameterSetName = ServerSet, SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class NewHoopConnectorSecretCommand : AwsCmdlet
{
    private const string DatabaseSet = "Database";
    private const string ServerSet = "Server";

    private readonly List<(string Name, string Manifest)> _manifests = [];
    private readonly HashSet<(string Namespace, string Name)> _names = [];

    /// <summary>A database of Find-HoopRdsInstance, or the ARN of one.</summary>
    [Parameter(ParameterSetName = DatabaseSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? InputObject { get; set; }

    /// <summary>The name of the Secret; of a database its identifier, where not given.</summary>
    [Parameter(ParameterSetName = DatabaseSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ServerSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The endpoint. With a database that RDS knows: another way to it.</summary>
    [Parameter(ParameterSetName = ServerSet, Mandatory = true)]
    [Parameter(ParameterSetName = DatabaseSet)]
    [Alias("Server", "ServerInstance", "SqlInstance", "Endpoint")]
    [ValidateNotNullOrEmpty]
    public string? HostName { get; set; }

    /// <summary>RDS's engine name of a server named by its address.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Alias("Type")]
    [ArgumentCompleter(typeof(EngineCompleter))]
    [ValidateNotNullOrEmpty]
    public string Engine { get; set; } = "postgres";

    /// <summary>The TCP port, 1 to 65535; where it is not given, the database's own or the engine's.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>The namespace of the platform.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Namespace { get; set; } = ConnectorRequest.UsualNamespace;

    /// <summary>The user the platform logs in as by IAM; of a database its master user, where not given.</summary>
    [Parameter]
    [Alias("User", "DBUser")]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>The user the platform logs in as and its password, in place of IAM.</summary>
    [Parameter]
    [DbCredentialArgument]
    public PSCredential? DbCredential { get; set; }

    /// <summary>The ARN of the permissions boundary that every role of a tenant gets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PermissionsBoundary { get; set; }

    /// <summary>A PEM file with the authorities that the platform verifies the server's certificate with.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CaFile { get; set; }

    /// <summary>How the platform's connections are protected (PostgreSQL), in place of what the platform decides.</summary>
    [Parameter]
    public SslMode SslMode { get; set; } = SslMode.VerifyFull;

    /// <summary>Writes the values as text that people can read, in place of base64.</summary>
    [Parameter]
    public SwitchParameter StringData { get; set; }

    /// <summary>Gives a manifest that holds a password as text.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <summary>The file to write, open to its owner only; to the pipeline where not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Overwrites a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? InputObject?.Region;

    // Nothing is connected to: what it is now says where it is.
    /// <inheritdoc/>
    private protected override bool IsServed(RdsDatabase database) => database is { HostName: not null, Port: > 0 };

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var database = InputObject is null ? DatabaseRecord.Server(HostName!, Port, Engine)
            : await LookUpAsync(InputObject, cancellationToken);
        var name = Name ?? database.Identifier;
        var request = await RequestAsync(name, database, cancellationToken);
        // Before anything of it can be seen, and before another target is looked at.
        if (request.Password is not null && Path is null && !AsPlainText)
        {
            throw Terminating(
                ConnectorErrors.PasswordNeedsPlace.Error($"The Secret '{name}' would hold the password of '{request.UserName}'.", name));
        }

        var manifest = ConnectorSecret.Write(request);
        if (!_names.Add((request.Namespace, name)))
            throw ConnectorErrors.NameTaken.Error($"There is a Secret '{name}' in '{request.Namespace}' from this run already.", name);
        if (Path is null)
            await WriteAsync(manifest.TrimEnd('\n'), cancellationToken);
        else
            _manifests.Add((name, manifest));
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_manifests.Count == 0)
            return;
        var path = await FullPathAsync(Path!, cancellationToken);
        if (!Force)
            ConnectorFile.RequireNew(path);
        var what = DbCredential is null ? "without a password" : "with the password";
        var plan = new Plan(
            path,
            "write connectors",
            [.. _manifests.Select(manifest => new PlanStep($"Secret {Namespace}/{manifest.Name}", "write", what))]);
        if (!await HoopHost.ShouldApplyAsync(plan, cancellationToken))
            return;
        await ConnectorFile.SaveAsync(path, _manifests.Select(manifest => manifest.Manifest), cancellationToken);
        await WriteAsync(new FileInfo(path), cancellationToken);
    }

    private async Task<ConnectorRequest> RequestAsync(string name, RdsDatabase database, CancellationToken cancellationToken)
    {
        var host = HostName ?? database.RequireHost("Wait until it is available, or give -HostName.");
        var login = DbCredential?.ToLogin();
        if (login is not null && UserName is not null)
            throw Terminating(ConnectorErrors.NotUsed.Error("-DbCredential names the user: -UserName is for logins by IAM.", name));
        // The pair that stands for a token is a login by IAM.
        var user = login is null ? UserName ?? database.MasterUserName : CredentialMarker.Parse(login.UserName)?.TokenUser;
        if (user is null)
            login = await Services.ResolveAsync(login!, LoginTarget.Of(database with { HostName = host }, Region), cancellationToken);
        if (user?.Length == 0)
            throw ConnectorErrors.UserNeeded.Error($"Nothing says which user of '{database.Identifier}' the platform logs in as.", name);
        return new ConnectorRequest(name, database.Engine, host, user ?? login!.UserName)
        {
            Namespace = Namespace,
            Port = Port > 0 ? Port : database.Port,
            Password = user is null ? login!.Password : null,
            PermissionsBoundary = PermissionsBoundary,
            CaFile = CaFile is null ? null : await FullPathAsync(CaFile, cancellationToken),
            SslMode = MyInvocation.BoundParameters.ContainsKey(nameof(SslMode)) ? SslMode : null,
            IsReadable = StringData,
        };
    }
}
