using System.Management.Automation;
using HoopConnect.Credentials;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.IamAuthentication;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Makes a token that logs a database user in by IAM, instead of a password.</summary>
[Cmdlet(VerbsCommon.Get, "HoopRdsAuthToken", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(RdsAuthToken), typeof(string))]
public sealed class GetHoopRdsAuthTokenCommand : AwsCmdlet
{
    private const string DatabaseSet = "Database";
    private const string ServerSet = "Server";

    private RdsAuthTokens? _tokens;

    /// <summary>A database of Find-HoopRdsInstance, or the ARN of one.</summary>
    [Parameter(ParameterSetName = DatabaseSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? InputObject { get; set; }

    /// <summary>The endpoint: an instance's, a cluster's or a proxy's real name.</summary>
    [Parameter(ParameterSetName = ServerSet, Mandatory = true)]
    [Alias("Server", "ServerInstance", "SqlInstance")]
    [ValidateNotNullOrEmpty]
    public string? HostName { get; set; }

    /// <summary>RDS's engine name of a server named by its address, for the port where none is given.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ArgumentCompleter(typeof(EngineCompleter))]
    [ValidateNotNullOrEmpty]
    public string Engine { get; set; } = "postgres";

    /// <summary>The TCP port, 1 to 65535; where it is not given, the database's own or the engine's.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>The database user, exactly as the database spells it; where it is not given, oneself in IAM Identity Center.</summary>
    [Parameter(Position = 1)]
    [Alias("User", "DBUser")]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Gives the token as text, for a command line or an environment variable.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    // The session needs some region; signing takes the request's own.
    /// <inheritdoc/>
    private protected override string? SessionRegion =>
        Region ?? InputObject?.Region ?? (HostName is null ? null : RdsEndpointName.Region(HostName));

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var database = InputObject is null ? null : await LookUpAsync(InputObject, cancellationToken);
        var userName = UserName ?? await OwnUserName.FindAsync(await AwsAsync(cancellationToken), cancellationToken);
        var request = database is null ? ForServer(userName) : ForDatabase(database, userName);
        if (database is null && request.Doubt is { } doubt)
            HoopHost.Warning(doubt);
        _tokens ??= new RdsAuthTokens(await AwsAsync(cancellationToken));
        var token = await _tokens.GetAsync(request, database?.AccountId, cancellationToken);
        await WriteAsync(AsPlainText ? token.Token.Reveal() : token, cancellationToken);
    }

    private AuthTokenRequest ForServer(string userName) =>
        AuthTokenRequest.Create(HostName!, Port > 0 ? Port : DatabaseEngines.For(Engine).DefaultPort, userName, Region);

    private AuthTokenRequest ForDatabase(RdsDatabase database, string userName) =>
        AuthTokenRequest.Create(database.RequireHost(), Port > 0 ? Port : database.Port, userName, database.Region);
}
