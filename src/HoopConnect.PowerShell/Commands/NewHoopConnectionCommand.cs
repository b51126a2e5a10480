using System.Management.Automation;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Provisioning.Connections;
using HoopConnect.SessionUsers.Granters;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Stores a connection for a role (New-HoopDbRole's objects bind by property name) or for the session user of a policy.</summary>
/// <remarks>
/// PowerShell tries the default set first and stays with it once anything of it is bound: so it takes the whole object from the pipeline
/// or nothing. Properties bind in the roles' set alone.
/// </remarks>
[Cmdlet(VerbsCommon.New, "HoopConnection", DefaultParameterSetName = PolicyObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(Connection))]
public sealed class NewHoopConnectionCommand : HoopCmdlet
{
    private const string RoleSet = "Role";
    private const string PolicySet = "Policy";
    private const string PolicyObjectSet = "PolicyObject";

    /// <summary>Which of the three roles.</summary>
    [Parameter(ParameterSetName = RoleSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public RoleKind Role { get; set; }

    /// <summary>The server.</summary>
    [Parameter(ParameterSetName = RoleSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Server", "ServerInstance", "SqlInstance")]
    [ValidateNotNullOrEmpty]
    public string HostName { get; set; } = "";

    /// <summary>The TCP port; the engine's own where not given.</summary>
    [Parameter(ParameterSetName = RoleSet, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    /// <summary>The vault entry that holds the role's password.</summary>
    [Parameter(ParameterSetName = RoleSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string SecretName { get; set; } = "";

    /// <summary>What became of the role: of one that failed no connection is made.</summary>
    [Parameter(ParameterSetName = RoleSet, ValueFromPipelineByPropertyName = true)]
    public RoleState State { get; set; }

    /// <summary>What the name starts with: a template, {identifier}-{account} where not given.</summary>
    [Parameter(ParameterSetName = RoleSet, Position = 0)]
    [Alias("Prefix")]
    [ConnectionPrefixArgument]
    [ValidateNotNull]
    public ConnectionPrefix? ConnectionPrefix { get; set; }

    /// <summary>RDS's engine name.</summary>
    [Parameter(ParameterSetName = RoleSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = PolicySet)]
    [Parameter(ParameterSetName = PolicyObjectSet)]
    [ArgumentCompleter(typeof(EngineCompleter))]
    [ValidateNotNullOrEmpty]
    public string Engine { get; set; } = "postgres";

    /// <summary>The identifier of the database, for the name without a prefix.</summary>
    [Parameter(ParameterSetName = RoleSet, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Identifier { get; set; }

    /// <summary>The account of the database, for the name without a prefix.</summary>
    [Parameter(ParameterSetName = RoleSet, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? AccountId { get; set; }

    /// <summary>The region of the database, for a prefix that has it.</summary>
    [Parameter(ParameterSetName = RoleSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [AllowEmptyString]
    public string? Region { get; set; }

    /// <summary>The database that a client starts in; the one that is always there, or the policy's first, where not given.</summary>
    [Parameter(ParameterSetName = RoleSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = PolicySet)]
    [Parameter(ParameterSetName = PolicyObjectSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? Database { get; set; }

    /// <summary>The ARN of the database.</summary>
    [Parameter(ParameterSetName = RoleSet, ValueFromPipelineByPropertyName = true)]
    [Alias("DatabaseArn")]
    [AllowEmptyString]
    public string? Arn { get; set; }

    /// <summary>A policy, or the name of one in -PolicyFile.</summary>
    [Parameter(ParameterSetName = PolicySet, Mandatory = true)]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [PolicyArgument]
    [ValidateNotNull]
    public PolicyChoice? Policy { get; set; }

    /// <summary>A policy from the pipeline. Of the policy's own type, so that PowerShell binds it before any of its properties.</summary>
    [Parameter(ParameterSetName = PolicyObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [PolicyObjectArgument]
    [ValidateNotNull]
    public SessionPolicy? InputObject { get; set; }

    /// <summary>The file or folder with the policies; it is read again when the connection is used.</summary>
    [Parameter(ParameterSetName = PolicySet)]
    [Parameter(ParameterSetName = PolicyObjectSet)]
    [ValidateNotNullOrEmpty]
    public string? PolicyFile { get; set; }

    /// <summary>The name of the connection; the policy's where not given.</summary>
    [Parameter(ParameterSetName = PolicySet)]
    [Parameter(ParameterSetName = PolicyObjectSet)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>How the connection is protected.</summary>
    [Parameter(ParameterSetName = RoleSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = PolicySet)]
    [Parameter(ParameterSetName = PolicyObjectSet)]
    public SslMode SslMode { get; set; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities to trust.</summary>
    [Parameter(ParameterSetName = RoleSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = PolicySet)]
    [Parameter(ParameterSetName = PolicyObjectSet)]
    [AllowNull]
    [AllowEmptyString]
    public string? CaFile { get; set; }

    /// <summary>The vault; the default one where not given.</summary>
    [Parameter(ParameterSetName = RoleSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = PolicySet)]
    [Parameter(ParameterSetName = PolicyObjectSet)]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var vault = await Services.OpenVaultAsync(Vault, cancellationToken);
        var connection = ParameterSetName != RoleSet ? await OfPolicyAsync(vault, cancellationToken) : OfRole(vault);
        if (MyInvocation.BoundParameters.ContainsKey(nameof(SslMode)))
            connection = connection with { SslMode = SslMode };
        if (!string.IsNullOrEmpty(CaFile))
            connection = connection with { CaFile = await FullPathAsync(CaFile, cancellationToken) };
        var store = new ConnectionStore(vault);
        var step = await store.PlanAsync(connection, cancellationToken);
        if (
            await HoopHost.ShouldApplyAsync(
                new Plan($"vault {vault.Name}", "store connection", step is null ? [] : [step]), cancellationToken))
            await WriteAsync((await store.SetAsync(connection, cancellationToken)).Connection, cancellationToken);
    }

    private Connection OfRole(CheckedVault vault)
    {
        if (State == RoleState.Failed)
        {
            throw ConnectionErrors.RoleFailed.Error(
                $"No connection is made of '{Role.RoleName()}' on '{HostName}': the role failed.", HostName);
        }

        var engine = DatabaseEngines.For(Engine);
        var database = new RdsDatabase
        {
            AccountId = AccountId ?? "",
            Region = Region ?? "",
            Identifier = Identifier ?? "",
            Arn = string.IsNullOrEmpty(Arn) ? "" : RdsArn.Parse(Arn).Text,
            ResourceId = "",
            Engine = Engine,
            Status = "available",
            HostName = HostName,
            Port = Port > 0 ? Port : engine.DefaultPort,
            DatabaseName = Database ?? "",
        };
        var start = string.IsNullOrEmpty(Database) ? engine.MaintenanceDatabase : Database;
        return Connection.ForRole(database, engine, Stem(database), start, Role, vault.Name, SecretName, TimeProvider.System.GetUtcNow());
    }

    /// <summary>The server is the granter's; of the granter itself nothing is kept but the name of the entry.</summary>
    private async Task<Connection> OfPolicyAsync(CheckedVault vault, CancellationToken cancellationToken)
    {
        var file = PolicyFile is null ? null : await FullPathAsync(PolicyFile, cancellationToken);
        var policy = InputObject ?? await Policy!.ResolveAsync(file, cancellationToken);
        var granter = await VaultGranter.FindAsync(vault, policy, new TransportOptions(), cancellationToken);
        using var password = granter.Settings.Login.Password;
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Engine)) && DatabaseEngines.For(Engine).Family != granter.Engine.Family)
            throw SessionUserErrors.EngineMismatch.Error(
                $"The granter of policy '{policy.Name}' is on {granter.Engine.Family}, not on '{Engine}'.", policy.Name);
        return new Connection
        {
            Name = ConnectionName.Checked(Name ?? policy.Name),
            Subtype = granter.Engine.Family,
            HostName = granter.Settings.Host,
            Port = granter.Settings.Port,
            Database = StartOf(policy),
            UserName = policy.UserName,
            SslMode = granter.Settings.SslMode,
            CaFile = granter.Settings.CaFile,
            VaultName = vault.Name,
            SecretName = policy.PluginConfigEntry,
            Policy = policy.Name,
            PolicyFile = file ?? policy.File,
            Created = TimeProvider.System.GetUtcNow().UtcDateTime,
        };
    }

    /// <summary>The database of the policy that a client starts in.</summary>
    private string StartOf(SessionPolicy policy)
    {
        if (string.IsNullOrEmpty(Database))
            return policy.Scopes[0].Database;
        return policy.Scopes.Any(scope => scope.Database == Database)
            ? Database
            : throw ConnectionErrors.DatabaseNotEntered.Error(
                $"The policy '{policy.Name}' lets nobody into the database '{Database}'.",
                policy.Name,
                $"It has: {string.Join(", ", policy.Scopes.Select(scope => scope.Database).Distinct())}.");
    }

    private string Stem(RdsDatabase database)
    {
        if (ConnectionPrefix is not null)
            return ConnectionPrefix.Of(database);
        if (string.IsNullOrEmpty(Identifier))
            throw ConnectionErrors.PrefixNeeded.Error($"The connection to '{HostName}' needs a name.", HostName);
        // A server that is not in RDS has no account.
        return string.IsNullOrEmpty(AccountId) ? Identifier : Provisioning.Connections.ConnectionPrefix.Default.Of(database);
    }
}
