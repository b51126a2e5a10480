using System.Management.Automation;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Provisioning.Connections;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Stores a connection for a role: New-HoopDbRole's objects bind by property name.</summary>
[Cmdlet(VerbsCommon.New, "HoopConnection", SupportsShouldProcess = true)]
[OutputType(typeof(Connection))]
public sealed class NewHoopConnectionCommand : HoopCmdlet
{
    /// <summary>Which of the three roles.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public RoleKind Role { get; set; }

    /// <summary>The server.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Server", "ServerInstance", "SqlInstance")]
    [ValidateNotNullOrEmpty]
    public string HostName { get; set; } = "";

    /// <summary>The TCP port; the engine's own where not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>The vault entry that holds the role's password.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string SecretName { get; set; } = "";

    /// <summary>What the name starts with; identifier and account where not given.</summary>
    [Parameter(Position = 0)]
    [Alias("Prefix")]
    [ConnectionPrefixArgument]
    [ValidateNotNull]
    public ConnectionPrefix? ConnectionPrefix { get; set; }

    /// <summary>RDS's engine name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EngineCompleter))]
    [ValidateNotNullOrEmpty]
    public string Engine { get; set; } = "postgres";

    /// <summary>The identifier of the database, for the name without a prefix.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Identifier { get; set; }

    /// <summary>The account of the database, for the name without a prefix.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? AccountId { get; set; }

    /// <summary>The ARN of the database.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("DatabaseArn")]
    [AllowEmptyString]
    public string? Arn { get; set; }

    /// <summary>How the connection is protected.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SslMode SslMode { get; set; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities to trust.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? CaFile { get; set; }

    /// <summary>The vault; the default one where not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var engine = DatabaseEngines.For(Engine);
        var vault = await OpenVaultAsync(Vault, cancellationToken);
        var database = new RdsDatabase
        {
            AccountId = AccountId ?? "",
            Region = "",
            Identifier = Identifier ?? "",
            Arn = Arn ?? "",
            ResourceId = "",
            Engine = Engine,
            Status = "available",
            HostName = HostName,
            Port = Port > 0 ? Port : engine.DefaultPort,
        };
        var connection = Connection.ForRole(database, engine, Stem(), Role, vault.Name, SecretName, TimeProvider.System.GetUtcNow()) with
        {
            SslMode = SslMode,
            CaFile = string.IsNullOrEmpty(CaFile) ? null : await FullPathAsync(CaFile, cancellationToken),
        };
        var store = new ConnectionStore(vault);
        var step = await store.PlanAsync(connection, cancellationToken);
        if (await HoopHost.ShouldApplyAsync(new Plan($"vault {vault.Name}", "store connection", step is null ? [] : [step]), cancellationToken))
            await WriteAsync((await store.SetAsync(connection, cancellationToken)).Connection, cancellationToken);
    }

    private string Stem()
    {
        if (ConnectionPrefix is not null)
            return ConnectionPrefix.Text;
        if (!string.IsNullOrEmpty(Identifier))
            return string.IsNullOrEmpty(AccountId) ? Identifier : $"{Identifier}-{AccountId}";
        throw new HoopException("Connection.PrefixNeeded", HoopErrorKind.InvalidArgument, $"The connection to '{HostName}' needs a name.")
        {
            Target = HostName,
            RecommendedAction = "Give -ConnectionPrefix, for example prod.",
        };
    }
}
