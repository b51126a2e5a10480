using System.Management.Automation;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.IdentityCenter.AccessControl;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Makes an IAM policy document with no more in it than is needed, and with -Apply puts it in place.</summary>
[Cmdlet(VerbsCommon.Get, "HoopIamPolicy", SupportsShouldProcess = true)]
[OutputType(typeof(IamPolicy))]
public sealed class GetHoopIamPolicyCommand : AwsCmdlet
{
    private readonly List<RdsDatabase> _databases = [];

    /// <summary>What the policy is for.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public PolicyKind Kind { get; set; }

    /// <summary>Databases of Find-HoopRdsInstance, or their ARNs: one policy for all of them.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? InputObject { get; set; }

    /// <summary>Resource ids of databases, in place of the databases.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ResourceId { get; set; } = [];

    /// <summary>The database users.</summary>
    [Parameter]
    [Alias("User", "DBUser")]
    [ValidateNotNullOrEmpty]
    public string[] UserName { get; set; } = [];

    /// <summary>The name of the policy, of a trust policy that of its role.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The account the policy is for; with -Apply the one it is put in place in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AccountId { get; set; }

    /// <summary>The partition, where no database and no region says it.</summary>
    [Parameter]
    [ValidateSet("aws", "aws-cn", "aws-us-gov")]
    public string Partition { get; set; } = "aws";

    /// <summary>HoopAWSConnect for an account in which a role is assumed.</summary>
    [Parameter]
    public SwitchParameter Member { get; set; }

    /// <summary>The keys of KMS with which secrets are encrypted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] KmsKeyArn { get; set; } = [];

    /// <summary>The organisation outside of which nothing is allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OrganizationId { get; set; }

    /// <summary>The main account, which may assume the role.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TrustedAccountId { get; set; }

    /// <summary>The one user or role of the main account that may assume the role.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TrustedPrincipalArn { get; set; }

    /// <summary>The cluster's OIDC provider: issuer, name or ARN.</summary>
    [Parameter]
    [Alias("OidcIssuer")]
    [ValidateNotNullOrEmpty]
    public string? OidcProvider { get; set; }

    /// <summary>The audience of the service accounts' tokens.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Audience { get; set; }

    /// <summary>The namespace of the service accounts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Namespace { get; set; }

    /// <summary>The service accounts.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ServiceAccount { get; set; } = [];

    /// <summary>The EKS cluster.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClusterName { get; set; }

    /// <summary>The name of the boundary of tenants' roles.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BoundaryName { get; set; }

    /// <summary>The tag, key=value, of the roles that the platform manages.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ManagedByTag { get; set; }

    /// <summary>The attribute for access control that holds the user's name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AttributeName { get; set; }

    /// <summary>The queue of SQS that events are taken from.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? QueueArn { get; set; }

    /// <summary>The topic of SNS that is told of failures.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TopicArn { get; set; }

    /// <summary>With -Apply: the instance of IAM Identity Center, by its ARN or the id of its identity store.</summary>
    [Parameter]
    [Alias("IdentityStoreId")]
    [ValidateNotNullOrEmpty]
    public string? InstanceArn { get; set; }

    /// <summary>Puts the policy in place.</summary>
    [Parameter]
    public SwitchParameter Apply { get; set; }

    /// <summary>With -Apply: the role that is given the policy.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AttachToRole { get; set; }

    /// <summary>With -AttachToRole: gives it a managed policy where an inline one would do.</summary>
    [Parameter]
    public SwitchParameter Managed { get; set; }

    /// <summary>With -Apply: takes over a role or policy of that name that HoopConnect did not make.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? _databases.FirstOrDefault()?.Region;

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (InputObject is not null)
            _databases.Add(InputObject);
        return Task.CompletedTask;
    }

    // All databases of the pipeline are in one policy.
    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        if (!Apply && (AttachToRole is not null || InstanceArn is not null || Managed || Adopt))
            throw Invalid("-AttachToRole, -InstanceArn, -Managed and -Adopt say how a policy is put in place: they need -Apply.");
        var policy = IamPolicies.Make(Request(await ResourcesAsync(cancellationToken)));
        if (!Apply)
        {
            await WriteAsync(policy, cancellationToken);
            return;
        }

        if (policy.Use == PolicyUse.PermissionSet)
        {
            await SetAttributeAsync(policy, cancellationToken);
            return;
        }

        if (InstanceArn is not null)
            throw Invalid($"A policy of the kind {Kind} is put in place in IAM: -InstanceArn is for {PolicyKind.IdentityCenterAbac}.");
        if (policy.Use == PolicyUse.Trust && (AttachToRole is not null || Managed))
            throw Invalid(
                $"A policy of the kind {Kind} is the trust of its own role, '{policy.Name}': -AttachToRole and -Managed are for the others."
            );
        var placement = new PolicyPlacement { AccountId = AccountId, RoleName = AttachToRole, IsManaged = Managed, Adopt = Adopt };
        var placements = new PolicyPlacements(await AwsAsync(cancellationToken));
        var plan = await placements.PlanAsync(policy, placement, cancellationToken);
        if (await HoopHost.ShouldApplyAsync(plan.Plan, cancellationToken))
            await WriteAsync(await placements.ApplyAsync(plan, placement, HoopHost, cancellationToken), cancellationToken);
    }

    // The document is for a permission set; what it rests on is an attribute of the instance.
    private async Task SetAttributeAsync(IamPolicy policy, CancellationToken cancellationToken)
    {
        if (AttachToRole is not null || Managed || Adopt)
            throw Invalid($"A policy of the kind {Kind} is no part of a role: -AttachToRole, -Managed and -Adopt are for the others.");
        var attribute = NameAttribute.Of(await AwsAsync(cancellationToken), InstanceArn, AttributeName ?? NameAttribute.DefaultKey);
        var plan = await attribute.PlanAsync(cancellationToken);
        if (await HoopHost.ShouldApplyAsync(plan, cancellationToken))
            await WriteAsync(policy with { Changed = await attribute.ApplyAsync(cancellationToken) }, cancellationToken);
    }

    private async Task<List<DatabaseResource>> ResourcesAsync(CancellationToken cancellationToken)
    {
        var resources = new List<DatabaseResource>();
        foreach (var database in _databases)
            resources.Add(DatabaseResource.Of(await DescribeNowAsync(database, cancellationToken)));
        if (ResourceId.Length > 0 && (Region is null || AccountId is null))
            throw Invalid("-ResourceId names a database of one region and account: give -Region and -AccountId with it.");
        resources.AddRange(ResourceId.Select(id => DatabaseResource.Create(Region!, AccountId!, id)));
        return resources;
    }

    private PolicyRequest Request(IReadOnlyList<DatabaseResource> databases) => new(Kind)
    {
        Name = Name,
        Partition = Partition,
        Region = Region,
        AccountId = AccountId,
        IsMember = Member,
        AssumedRoleName = RoleName,
        KmsKeyArns = KmsKeyArn,
        OrganizationId = OrganizationId,
        TrustedAccountId = TrustedAccountId,
        TrustedPrincipalArn = TrustedPrincipalArn,
        ExternalId = ExternalId,
        Databases = databases,
        UserNames = UserName,
        OidcProvider = OidcProvider,
        Audience = Audience,
        Namespace = Namespace,
        ServiceAccounts = ServiceAccount,
        ClusterName = ClusterName,
        BoundaryName = BoundaryName,
        ManagedByTag = ManagedByTag,
        AttributeName = AttributeName,
        QueueArn = QueueArn,
        TopicArn = TopicArn,
    };

    private static HoopException Invalid(string message) => IamPolicyErrors.InvalidRequest.Error(message);
}
