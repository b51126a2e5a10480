using System.Management.Automation;
using HoopConnect.Credentials.Master;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Discovery;
using HoopConnect.Hooks.Runbooks;
using HoopConnect.Hooks.Webhooks;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Provisioning.Network;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell.Commands;

/// <summary>The whole run: network, master credential, roles, connections, and a job record for each database.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "HoopProvisioning", SupportsShouldProcess = true)]
[OutputType(typeof(ProvisioningResult))]
public sealed class InvokeHoopProvisioningCommand : ServerCmdlet, IWebhookParameters
{
    private readonly List<RdsDatabase> _databases = [];

    /// <summary>Databases of Find-HoopRdsInstance, or their ARNs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNullOrEmpty]
    public RdsDatabase[] InputObject { get; set; } = [];

    /// <summary>What the connections' names start with: a template, {identifier}-{account} where not given.</summary>
    [Parameter(Position = 1)]
    [Alias("Prefix")]
    [ConnectionPrefixArgument]
    [ValidateNotNull]
    public ConnectionPrefix ConnectionPrefix { get; set; } = ConnectionPrefix.Default;

    /// <summary>Which databases (MySQL, MariaDB: schemas) of each server, with wildcards; the connections lead to the first.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Database { get; set; } = [];

    /// <summary>Databases that are left out all the same, with wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeDatabase { get; set; } = [];

    /// <summary>Makes no connections.</summary>
    [Parameter]
    public SwitchParameter NoConnection { get; set; }

    /// <summary>The vault for passwords and connections; the default one where not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>Uses no vault: the passwords are on the results, and there are no connections.</summary>
    [Parameter]
    public SwitchParameter NoVault { get; set; }

    /// <summary>The range that is let in to the databases.</summary>
    [Parameter]
    [Alias("Cidr")]
    [CidrArgument]
    [ValidateNotNull]
    public IngressCidr? IngressCidr { get; set; }

    /// <summary>The security group that is let in to the databases.</summary>
    [Parameter]
    [Alias("SourceSecurityGroup")]
    [ValidateNotNullOrEmpty]
    public string? SourceGroupId { get; set; }

    /// <summary>What the security group's tag hoop.dev/gateway says; this machine's name where not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GatewayHost { get; set; }

    /// <summary>Sets a new master password where none that logs in is known.</summary>
    [Parameter]
    public SwitchParameter AllowMasterReset { get; set; }

    /// <summary>Resets although other modifications are pending.</summary>
    [Parameter]
    public SwitchParameter AllowPendingModifications { get; set; }

    /// <summary>The master login, where it is known; the same on every database.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? DbCredential { get; set; }

    /// <summary>Which of the three roles; all of them where not given.</summary>
    [Parameter]
    [ValidateCount(1, 3)]
    public RoleKind[] Role { get; set; } = [.. RoleNames.All];

    /// <summary>Adds CREATE on the schemas to hoop_ddl (PostgreSQL).</summary>
    [Parameter]
    public SwitchParameter SchemaCreate { get; set; }

    /// <summary>Grants on the whole server instead of on each user schema (MySQL, MariaDB).</summary>
    [Parameter]
    public SwitchParameter ServerWide { get; set; }

    /// <summary>Where the roles may log in from: the host part of their accounts (MySQL, MariaDB).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string HostPattern { get; set; } = "%";

    /// <summary>DDL triggers that an administrator has looked at, and that may run with the master's rights (SQL Server).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] AllowDdlTrigger { get; set; } = [];

    /// <summary>Takes over roles of the same names that were not made by HoopConnect.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <summary>Sets new role passwords even where the stored ones work.</summary>
    [Parameter]
    public SwitchParameter RotatePassword { get; set; }

    /// <summary>How many databases are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>A script, a git working copy or the URL of a repository: what is run for each job that has ended.</summary>
    [Parameter]
    [Alias("Runbook")]
    [ValidateNotNullOrEmpty]
    public string? RunbookPath { get; set; }

    /// <summary>How long the runbook may take, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    public int RunbookTimeoutSeconds { get; set; } = (int)RunbookOptions.DefaultTimeout.TotalSeconds;

    /// <summary>Gives the runbook the passwords too, and not only where they are.</summary>
    [Parameter]
    public SwitchParameter IncludePassword { get; set; }

    /// <summary>Who is told by a signed webhook how each job ended.</summary>
    [Parameter]
    [WebhookUrlArgument]
    [ValidateNotNull]
    public WebhookUrl? WebhookUrl { get; set; }

    /// <summary>The key that it is signed with; two while the receiver goes from one to another.</summary>
    [Parameter]
    [SecretArgument]
    [ValidateNotNullOrEmpty]
    public Secret[] WebhookSecret { get; set; } = [];

    /// <summary>The token of Svix's API, in place of a URL.</summary>
    [Parameter]
    [SecretArgument]
    [ValidateNotNull]
    public Secret? SvixToken { get; set; }

    /// <summary>The application's id or uid in Svix.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SvixApplication { get; set; }

    /// <summary>The type that the event has in Svix.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SvixEventType { get; set; }

    /// <summary>A server of Svix of one's own.</summary>
    [Parameter]
    [WebhookUrlArgument]
    [ValidateNotNull]
    public WebhookUrl? SvixServer { get; set; }

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? _databases.FirstOrDefault()?.Region;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _databases.AddRange(InputObject);
        return Task.CompletedTask;
    }

    // All databases of the pipeline are one run: their names must differ, and they are worked on side by side.
    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_databases.Count == 0)
            return;
        var request = await RequestAsync(cancellationToken);
        var state = StateFolder.OfUser();
        var jobs = new JobStore(state, JobRetention.OfUser());
        using var webhook = this.Webhook(jobs);
        var mode = await ModeAsync(cancellationToken);
        await using var runbook = RunbookPath is null ? null : await Services.OpenRunbookAsync(
            RunbookPath,
            new RunbookOptions { Timeout = TimeSpan.FromSeconds(RunbookTimeoutSeconds), IncludePassword = IncludePassword },
            mode,
            cancellationToken);
        var vault = NoVault ? null : await Services.OpenVaultAsync(Vault, cancellationToken);
        var aws = await AwsAsync(cancellationToken);
        var directory = new DatabaseFinder(aws);
        var run = new ProvisioningRun(new ProvisioningServices(
                aws,
                directory,
                new NetworkAccess(aws),
                new MasterCredentials(aws, directory, vault, state),
                jobs)
        {
            Vault = vault,
            Hook = runbook is null ? null : new RunbookHook(runbook),
            Webhook = webhook,
        });
        await WriteAllAsync(run.RunAsync(request, mode, HoopHost, cancellationToken), cancellationToken);
    }

    // Half a pair or an unknown marker is one error, before anything is looked at, and not one for each database.
    private Func<DatabaseLogin, RdsDatabase, CancellationToken, Task<DatabaseLogin>>? ResolveLogin() =>
        DbCredential is not null && CredentialResolver.HasMarker(DbCredential.ToLogin())
            ? (login, database, cancel) => Services.ResolveAsync(login, LoginTarget.Of(database) with { SslMode = SslMode }, cancel)
            : null;

    private async Task<ProvisioningRequest> RequestAsync(CancellationToken cancellationToken) => new(_databases)
    {
        ConnectionPrefix = ConnectionPrefix,
        Choice = DatabaseChoice.Parse(Database, ExcludeDatabase),
        MakeConnections = !NoConnection,
        Network = IngressCidr is null && SourceGroupId is null ? null : new NetworkAccessRequest(IngressCidr, SourceGroupId, GatewayHost),
        AllowMasterReset = AllowMasterReset,
        AllowPendingModifications = AllowPendingModifications,
        DbCredential = DbCredential?.ToLogin(),
        ResolveLogin = ResolveLogin(),
        MasterToken = (database, cancel) => MasterTokenAsync(database, SslMode, cancel),
        Roles = Role,
        SchemaCreate = SchemaCreate,
        ServerWide = ServerWide,
        HostPattern = HostPattern,
        AllowedDdlTriggers = AllowDdlTrigger,
        RotatePassword = RotatePassword,
        Adopt = Adopt,
        ThrottleLimit = ThrottleLimit,
        Transport = await TransportAsync(cancellationToken),
    };
}
