using System.Management.Automation;
using HoopConnect.Credentials;
using HoopConnect.Credentials.Master;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell;

/// <summary>
/// The base of the cmdlets that connect to a database. <c>-HostName</c> alone fits both parameter sets and means a server; whatever gives a
/// database fits the other one only.
/// </summary>
public abstract class DatabaseCmdlet : DatabaseTargetCmdlet
{
    private RdsDatabase? _described;
    private bool _warned;

    /// <summary>The host to connect to. With a database that RDS knows: another way to it, such as a tunnel.</summary>
    [Parameter(ParameterSetName = ServerSet, Mandatory = true)]
    [Parameter(ParameterSetName = DatabaseSet)]
    [Alias("Server", "ServerInstance", "SqlInstance")]
    [ValidateNotNullOrEmpty]
    public string? HostName { get; set; }

    /// <summary>The database to connect to; where it is not given, the engine's maintenance database.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The database login (never an AWS credential); an object of Get-HoopMasterCredential brings it along.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DbCredentialArgument]
    public PSCredential? DbCredential { get; set; }

    /// <summary>How the connection is protected.</summary>
    [Parameter]
    public SslMode SslMode { get; set; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities to trust.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CaFile { get; set; }

    /// <summary>How long connecting, and each round trip, may take (seconds).</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>The login of <c>-DbCredential</c> as it was given, perhaps a marker; null where none was given.</summary>
    private protected DatabaseLogin? DbLogin =>
        DbCredential is null ? null : new DatabaseLogin(DbCredential.UserName, Secret.From(DbCredential.Password));

    /// <summary>The login of <c>-DbCredential</c> that can be used for a database; null where none was given.</summary>
    /// <exception cref="HoopException"><c>Marker.*</c>, <c>HashiCorp.*</c>, <c>IamAuthentication.NoRegion</c>, AWS errors.</exception>
    private protected async Task<DatabaseLogin?> DbLoginAsync(RdsDatabase database, CancellationToken cancellationToken)
    {
        if (DbLogin is not { } login)
            return null;
        var real = AsDescribed(database);
        var port = real.Port > 0 ? real.Port : Port > 0 ? Port : DatabaseEngines.For(real.Engine).DefaultPort;
        return await ResolveAsync(login, LoginTarget.Of(real with { Port = port }, Region) with { SslMode = SslMode }, cancellationToken);
    }

    // A token is signed for the real endpoint, whatever way leads to it.
    private RdsDatabase AsDescribed(RdsDatabase database) =>
        _described is { } described && described.Arn == database.Arn && described.HostName is not null ? described : database;

    /// <summary>The database the command is for, looked up where only its ARN is known, with the host and port of the command line in place of its own.</summary>
    /// <exception cref="HoopException"><c>Discovery.DatabaseNotFound</c>, <c>Database.EngineNotServed</c>, <c>Database.NoEndpoint</c>, AWS errors.</exception>
    private protected async Task<RdsDatabase> DatabaseAsync(CancellationToken cancellationToken)
    {
        var database = InputObject is null ? DatabaseRecord.Server(HostName!, Port, Engine) : await LookUpAsync(InputObject, cancellationToken);
        _described = database;
        var host = HostName ?? EndpointOf(database, "Wait until it is available, or give -HostName.");
        var port = Port > 0 ? Port : database.Port > 0 ? database.Port : DatabaseEngines.For(database.Engine).DefaultPort;
        return database with { HostName = host, Port = port };
    }

    /// <summary>The master login that works: the given one, or the one that the vault or Secrets Manager has.</summary>
    /// <exception cref="HoopException"><c>MasterCredential.NotFound</c>, and those of the vault and the login.</exception>
    private protected async Task<MasterCredential> FindMasterAsync(RdsDatabase database, CheckedVault? vault, CancellationToken cancellationToken)
    {
        WarnUnlessVerified();
        var request = new MasterCredentialRequest(database)
        {
            DbCredential = await DbLoginAsync(database, cancellationToken),
            TokenLogin = cancel => MasterTokenAsync(AsDescribed(database), SslMode, cancel),
            SslMode = SslMode,
            CaFile = CaFile is null ? null : await FullPathAsync(CaFile, cancellationToken),
            KeptCertificates = KeptCertificates,
            Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        };
        return await FindMasterAsync(request, vault, cancellationToken);
    }

    /// <summary>What its vault entries are named after.</summary>
    private protected static DatabaseIdentity IdentityOf(RdsDatabase database) =>
        database.Arn.Length > 0 ? DatabaseIdentity.Of(database) : DatabaseIdentity.At(database.HostName!, database.Port) with { Engine = database.Engine };

    /// <summary>How to connect to it.</summary>
    private protected async Task<ConnectionSettings> SettingsAsync(RdsDatabase database, DatabaseLogin login, CancellationToken cancellationToken)
    {
        WarnUnlessVerified();
        return new(database.HostName!, database.Port, login)
        {
            Database = Database,
            SslMode = SslMode,
            CaFile = CaFile is null ? null : await FullPathAsync(CaFile, cancellationToken),
            KeptCertificates = KeptCertificates,
            Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        };
    }

    /// <summary>Says once what a password is open to where the server need not prove which one it is.</summary>
    private void WarnUnlessVerified()
    {
        if (_warned || SslMode is SslMode.VerifyFull or SslMode.VerifyCA)
            return;
        _warned = true;
        HoopHost.Warning(
            $"With -SslMode {SslMode} the server is not verified: whoever stands in its place can learn the password, or what it can be guessed from. "
            + "Use VerifyFull, with -CaFile where the system does not know the authority.");
    }
}
