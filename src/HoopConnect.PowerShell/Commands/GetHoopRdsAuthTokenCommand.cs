using System.Management.Automation;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.IamAuthentication;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Makes a token that logs a database user in by IAM, instead of a password.</summary>
[Cmdlet(VerbsCommon.Get, "HoopRdsAuthToken", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(RdsAuthToken), typeof(string))]
public sealed class GetHoopRdsAuthTokenCommand : DatabaseTargetCmdlet
{
    private RdsAuthTokens? _tokens;

    /// <summary>The endpoint: an instance's, a cluster's or a proxy's real name.</summary>
    [Parameter(ParameterSetName = ServerSet, Mandatory = true)]
    [Alias("Server", "ServerInstance", "SqlInstance")]
    [ValidateNotNullOrEmpty]
    public string? HostName { get; set; }

    /// <summary>The database user, exactly as the database spells it.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("User", "DBUser")]
    [ValidateNotNullOrEmpty]
    public string UserName { get; set; } = "";

    /// <summary>Gives the token as text, for a command line or an environment variable.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    // The session needs some region; signing takes the request's own.
    /// <inheritdoc/>
    private protected override string? SessionRegion => base.SessionRegion ?? (HostName is null ? null : RdsEndpointName.Region(HostName));

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var database = InputObject is null ? null : await LookUpAsync(InputObject, cancellationToken);
        var request = database is null ? ForServer() : ForDatabase(database);
        _tokens ??= new RdsAuthTokens(await AwsAsync(cancellationToken));
        var token = await _tokens.GetAsync(request, database?.AccountId, cancellationToken);
        await WriteAsync(AsPlainText ? token.Token.Reveal() : token, cancellationToken);
    }

    private AuthTokenRequest ForServer() =>
        AuthTokenRequest.Create(HostName!, Port > 0 ? Port : DatabaseEngines.For(Engine).DefaultPort, UserName, Region);

    private AuthTokenRequest ForDatabase(RdsDatabase database) =>
        AuthTokenRequest.Create(EndpointOf(database, "Wait until it is available."), Port > 0 ? Port : database.Port, UserName, database.Region);
}
