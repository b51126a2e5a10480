using System.Management.Automation;
using HoopConnect.Aws;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.Tenants.Connectors;
using HoopConnect.Tenants.Platform;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Gives a platform of virtual clusters what it needs in AWS to give each tenant a database.</summary>
[Cmdlet(VerbsData.Initialize, "HoopConnectorPlatform", SupportsShouldProcess = true)]
[OutputType(typeof(ConnectorPlatform))]
public sealed class InitializeHoopConnectorPlatformCommand : AwsCmdlet
{
    private readonly List<(DatabaseResource Database, string UserName)> _connectors = [];
    private string? _account;
    private string? _region;
    private bool _hasFailed;

    /// <summary>Databases of Find-HoopRdsInstance, or their ARNs: those that tenants are to be on.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? InputObject { get; set; }

    /// <summary>The EKS cluster in which the platform is.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string ClusterName { get; set; } = "";

    /// <summary>The user the platform logs in as; each database's master user where not given.</summary>
    [Parameter]
    [Alias("User", "DBUser")]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>The name of the platform's role.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = PlatformRequest.UsualRoleName;

    /// <summary>The account of cluster and role; the databases' own where not given, without any the caller's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AccountId { get; set; }

    /// <summary>The namespace of the platform.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Namespace { get; set; } = ConnectorRequest.UsualNamespace;

    /// <summary>The service account of the platform's pods.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string ServiceAccount { get; set; } = "loft";

    /// <summary>The ARN of the permissions boundary of tenants' roles; made where not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PermissionsBoundary { get; set; }

    /// <summary>The name of the boundary that is made.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BoundaryName { get; set; }

    /// <summary>The tag, key=value, of the roles that the platform manages.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleTag { get; set; }

    /// <summary>Takes over a role, boundary or association that HoopConnect did not make.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? _region ?? InputObject?.Region;

    // Nothing is connected to.
    /// <inheritdoc/>
    private protected override bool IsServed(RdsDatabase database) => database.ResourceId.Length > 0;

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        if (PermissionsBoundary is not null && BoundaryName is not null)
            throw ConnectorErrors.NotUsed.Error(
                $"'{PermissionsBoundary}' is there already: -BoundaryName is for a boundary that is made.", BoundaryName);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (InputObject is null)
            return;
        // Until it is known to be of use.
        var soFar = _hasFailed;
        _hasFailed = true;
        var database = await LookUpAsync(InputObject, cancellationToken);
        var resource = DatabaseResource.Of(database);
        PlatformSetup.RequireAccount(resource, AccountId ?? _account ?? resource.AccountId);
        var user = UserName ?? database.MasterUserName;
        if (user.Length == 0)
            throw ConnectorErrors.UserNeeded.Error(
                $"Nothing says which user of '{database.Identifier}' the platform logs in as.", database.Identifier);
        (_account, _region, _hasFailed) = (resource.AccountId, _region ?? resource.Region, soFar);
        _connectors.Add((resource, user));
    }

    // All databases of the pipeline are the platform's.
    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        // Nothing is left of what was piped: each error was written.
        if (_hasFailed && _connectors.Count == 0)
            return;
        var aws = await AwsAsync(cancellationToken);
        var setup = new PlatformSetup(aws);
        var plan = await setup.PlanAsync(Request(Region ?? _region ?? aws.DefaultRegion), cancellationToken);
        if (!await HoopHost.ShouldApplyAsync(plan.Plan, cancellationToken))
            return;
        var platform = await setup.ApplyAsync(plan, HoopHost, cancellationToken);
        await WriteAsync(platform, cancellationToken);
        if (platform.Changed)
            HoopHost.Warning(
                $"Restart the pods of the platform in '{platform.Namespace}' of '{platform.ClusterName}': they have what was changed " +
                    "from then on.");
    }

    private PlatformRequest Request(string region) => new(ClusterName, region)
    {
        AccountId = AccountId,
        RoleName = Name,
        Namespace = Namespace,
        ServiceAccount = ServiceAccount,
        Connectors = _connectors,
        PermissionsBoundary = PermissionsBoundary,
        BoundaryName = BoundaryName,
        ManagedByTag = RoleTag,
        Adopt = Adopt,
    };
}
