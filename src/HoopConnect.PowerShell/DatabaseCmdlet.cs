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
/// The base of the cmdlets that connect to one database: one that RDS knows (piped, or by its ARN) or a server named by its address.
/// <c>-HostName</c> alone fits both parameter sets and means a server; whatever gives a database fits the other one only. The default
/// parameter set of a cmdlet is <see cref="ServerSet"/>.
/// </summary>
public abstract class DatabaseCmdlet : ServerCmdlet
{
    /// <summary>The parameter set in which RDS knows the database.</summary>
    protected const string DatabaseSet = "Database";

    /// <summary>The parameter set in which a server is named by its address.</summary>
    protected const string ServerSet = "Server";

    private RdsDatabase? _described;

    /// <summary>A database of Find-HoopRdsInstance, or the ARN of one.</summary>
    [Parameter(ParameterSetName = DatabaseSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? InputObject { get; set; }

    /// <summary>RDS's engine name of a server named by its address, also for the port where none is given.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ArgumentCompleter(typeof(EngineCompleter))]
    [ValidateNotNullOrEmpty]
    public string Engine { get; set; } = "postgres";

    /// <summary>The TCP port, 1 to 65535; where it is not given, the database's own or the engine's.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

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

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? InputObject?.Region;

    /// <summary>The login of <c>-DbCredential</c> as it was given, perhaps a marker; null where none was given.</summary>
    private protected DatabaseLogin? DbLogin => DbCredential?.ToLogin();

    /// <summary>The login of <c>-DbCredential</c> that can be used for a database; null where none was given.</summary>
    /// <exception cref="HoopException"><c>Marker.*</c>, <c>HashiCorp.*</c>, <c>IamAuthentication.NoRegion</c>, AWS errors.</exception>
    private protected async Task<DatabaseLogin?> DbLoginAsync(RdsDatabase database, CancellationToken cancellationToken)
    {
        return DbLogin is { } login ? await UsableAsync(login, database, cancellationToken) : null;
    }

    /// <summary>A login that can be used for a database, where user or password is a marker; another one as it is.</summary>
    /// <exception cref="HoopException"><c>Marker.*</c>, <c>HashiCorp.*</c>, <c>IamAuthentication.NoRegion</c>, AWS errors.</exception>
    private protected async Task<DatabaseLogin> UsableAsync(
        DatabaseLogin login, RdsDatabase database, CancellationToken cancellationToken)
    {
        var real = AsDescribed(database);
        var port = real.Port > 0 ? real.Port : Port > 0 ? Port : DatabaseEngines.For(real.Engine).DefaultPort;
        var target = LoginTarget.Of(real with { Port = port }, Region) with { SslMode = SslMode };
        return await Services.ResolveAsync(login, target, cancellationToken);
    }

    // A token is signed for the real endpoint, whatever way leads to it.
    private RdsDatabase AsDescribed(RdsDatabase database) =>
        _described is { } described && described.Arn == database.Arn && described.HostName is not null ? described : database;

    /// <summary>
    /// The database the command is for, as RDS has it now, with the host and port of the command line in place of its own.
    /// </summary>
    /// <exception cref="HoopException"><c>Discovery.DatabaseNotFound</c>, <c>Database.EngineNotServed</c>, <c>Database.NoEndpoint</c>, AWS
    /// errors.</exception>
    private protected async Task<RdsDatabase> DatabaseAsync(CancellationToken cancellationToken)
    {
        var database = InputObject is null
            ? DatabaseRecord.Server(HostName!, Port, Engine)
            : await DescribeNowAsync(InputObject, cancellationToken);
        _described = database;
        var host = HostName ?? database.RequireHost("Wait until it is available, or give -HostName.");
        var port = Port > 0 ? Port : database.Port > 0 ? database.Port : DatabaseEngines.For(database.Engine).DefaultPort;
        return database with { HostName = host, Port = port };
    }

    /// <summary>The master login that works: the given one, or what the vault, Secrets Manager or a token gives.</summary>
    /// <exception cref="HoopException"><c>MasterCredential.NotFound</c>, and those of the vault and the login.</exception>
    private protected async Task<MasterCredential> FindMasterAsync(
        RdsDatabase database, CheckedVault? vault, CancellationToken cancellationToken)
    {
        var given = await DbLoginAsync(database, cancellationToken);
        return await FindMasterAsync(
            database, AsDescribed(database), given, await TransportAsync(cancellationToken), vault, cancellationToken);
    }

    /// <summary>What its vault entries are named after.</summary>
    private protected static DatabaseIdentity IdentityOf(RdsDatabase database) =>
        database.Arn.Length > 0
            ? DatabaseIdentity.Of(database)
            : DatabaseIdentity.At(database.HostName!, database.Port) with
            {
                Engine = database.Engine,
            };

    /// <summary>How to connect to it.</summary>
    private protected async Task<ConnectionSettings> SettingsAsync(
        RdsDatabase database,
        DatabaseLogin login,
        CancellationToken cancellationToken
    ) => new(database.HostName!, database.Port, login) { Database = Database, Transport = await TransportAsync(cancellationToken) };
}
