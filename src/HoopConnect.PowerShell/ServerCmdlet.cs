using System.Management.Automation;
using HoopConnect.Credentials.Master;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell;

/// <summary>The base of the cmdlets that connect to database servers, one or many.</summary>
public abstract class ServerCmdlet : AwsCmdlet, ITransportParameters
{
    private bool _warned;

    /// <summary>How the connection is protected.</summary>
    [Parameter]
    public SslMode SslMode { get; set; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities to trust.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CaFile { get; set; }

    /// <summary>How long connecting, and each round trip, may take (seconds).</summary>
    [Parameter]
    [ValidateRange(1, TransportOptions.LongestTimeoutSeconds)]
    public int TimeoutSeconds { get; set; } = TransportOptions.UsualTimeoutSeconds;

    /// <summary>How servers are connected to, as the command line says it.</summary>
    private protected Task<TransportOptions> TransportAsync(CancellationToken cancellationToken) =>
        TransportAsync(TransportParameters.Usual, cancellationToken);

    /// <summary>The same, where something else says it unless the command line does.</summary>
    private protected async Task<TransportOptions> TransportAsync(TransportOptions otherwise, CancellationToken cancellationToken)
    {
        var transport = await TransportParameters.ReadAsync(this, otherwise, HoopHost, cancellationToken);
        WarnUnlessVerified(transport.SslMode);
        return transport;
    }

    /// <summary>Says once what is open to others where the server need not prove which one it is.</summary>
    private void WarnUnlessVerified(SslMode mode)
    {
        if (_warned || mode is SslMode.VerifyFull or SslMode.VerifyCA)
            return;
        _warned = true;
        HoopHost.Warning(
            $"With -SslMode {mode} the server is not verified: whoever stands in its place gets a proof from which a weak password can be "
            + "guessed, and servers that ask for more than such a proof are refused. "
            + "Use VerifyFull, with -CaFile where the system does not know the authority.");
    }

    /// <summary>The master login of a database that works: the given one, or what the vault, Secrets Manager or a token gives.</summary>
    /// <param name="database">The database, with the way to it.</param>
    /// <param name="described">The same as RDS describes it: a token is signed for that endpoint, whatever way leads to it.</param>
    /// <param name="given">The login of the command line; null where none was given.</param>
    /// <param name="transport">How it is connected to.</param>
    /// <param name="vault">Where the login may be; null for none.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="HoopException"><c>MasterCredential.NotFound</c>, and those of the vault and the login.</exception>
    private protected async Task<MasterCredential> FindMasterAsync(
        RdsDatabase database,
        RdsDatabase described,
        DatabaseLogin? given,
        TransportOptions transport,
        CheckedVault? vault,
        CancellationToken cancellationToken)
    {
        // AWS is asked only for a login that RDS keeps.
        var aws = given is null && database.MasterUserSecretArn is not null ? await AwsAsync(cancellationToken) : null;
        var request = new MasterCredentialRequest(database)
        {
            DbCredential = given,
            TokenLogin = cancel => MasterTokenAsync(described, transport.SslMode, cancel),
            Transport = transport,
        };
        return await new MasterCredentials(aws, directory: null, vault, state: null).RequireAsync(request, HoopHost, cancellationToken);
    }

    /// <summary>A token of the master user, signed for the endpoint that RDS says.</summary>
    private protected Task<DatabaseLogin> MasterTokenAsync(RdsDatabase database, SslMode mode, CancellationToken cancellationToken) =>
        Services.ResolveAsync(
            CredentialMarker.TokenPair(database.MasterUserName), LoginTarget.Of(database) with { SslMode = mode }, cancellationToken);
}
