using HoopConnect.Aws;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>The role of a tenant and what gives it to the tenant's pods, as they must be.</summary>
/// <param name="Server">The server.</param>
/// <param name="Workload">The tenant and its pods.</param>
/// <param name="Name">The one name of its database, its user and its role.</param>
internal sealed record TenantIdentity(TenantServer Server, TenantWorkload Workload, string Name)
{
    /// <summary>The inline policy that lets the role log in.</summary>
    public const string PolicyName = "HoopTenantConnect";

    /// <summary>The ARN of the boundary of a role that none is given for; null where any that it has will do.</summary>
    public string? UsualBoundary { get; init; }

    /// <summary>For the server.</summary>
    public TenantToServe ToServe => new(Workload.Tenant, Name);

    /// <summary>What the role may log in to.</summary>
    public string ConnectArn => DatabaseResource.Of(Server.Entry).UserArn(Name);

    /// <summary>By these tags role and association are known as the tenant's.</summary>
    public IReadOnlyDictionary<string, string> Mark => TenantTags.MarkOf(Workload.Tenant);

    /// <summary>The pods get the role by an association, and not by an OIDC provider.</summary>
    public bool IsByAssociation => Workload.OidcProvider is null;

    /// <summary>It is known whose pods are to have the role.</summary>
    public bool HasWorkload => Workload is { Namespace: not null, ServiceAccount: not null }
        && (Workload.ClusterName is not null || Workload.OidcProvider is not null);

    /// <summary>The role.</summary>
    /// <exception cref="HoopException"><c>Tenant.WorkloadNeeded</c>, those of <see cref="IamPolicies.Make"/>.</exception>
    public PodRole Role()
    {
        if (!HasWorkload)
        {
            throw TenantErrors.WorkloadNeeded.Error(
                $"It is not said which pods are those of the tenant '{Workload.Tenant}'.", Workload.Tenant);
        }

        var (database, region) = (Server.Database, AwsRegion.Parse(Server.Database.Region));
        var trust = IamPolicies.Make(new PolicyRequest(IsByAssociation ? PolicyKind.PodIdentityTrust : PolicyKind.IrsaTrust)
        {
            Name = Name,
            AccountId = database.AccountId,
            Region = region.Name,
            ClusterName = IsByAssociation ? Workload.ClusterName : null,
            OidcProvider = Workload.OidcProvider,
            Namespace = Workload.Namespace,
            ServiceAccounts = [Workload.ServiceAccount!],
        });
        var connect = IamPolicies.Make(new PolicyRequest(PolicyKind.DbConnect)
        {
            Databases = [DatabaseResource.Of(Server.Entry)],
            UserNames = [Name],
        });
        return new PodRole(Name, database.AccountId)
        {
            Partition = region.Partition,
            Trust = trust.Document,
            Description = $"Made by HoopConnect for a tenant of {database.Identifier}",
            PermissionsBoundary = Workload.PermissionsBoundary ?? UsualBoundary,
            KeepsBoundary = Workload.PermissionsBoundary is null,
            Mark = Mark,
            Tags = TenantTags.Of(Server, Workload),
            InlinePolicies = new Dictionary<string, string> { [PolicyName] = connect.Document },
        };
    }

    /// <summary>What gives the role to the pods; null where that is the role's trust alone, or it is not known whose they are.</summary>
    public PodIdentity? Association() =>
        !IsByAssociation || !HasWorkload ? null
        : new PodIdentity(Workload.ClusterName!, Workload.Namespace!, Workload.ServiceAccount!, RoleArn) { Mark = Mark };

    /// <summary>The ARN of the role.</summary>
    public string RoleArn =>
        $"arn:{AwsRegion.Parse(Server.Database.Region).Partition}:iam::{Server.Database.AccountId}:role/{Name}";

    /// <summary>A row with all that is known of the tenant.</summary>
    public TenantDatabase Row(TenantState state) => new()
    {
        Tenant = Workload.Tenant,
        State = state,
        AccountId = Server.Database.AccountId,
        Region = Server.Database.Region,
        Identifier = Server.Database.Identifier,
        Arn = Server.Entry.Arn,
        Engine = Server.Database.Engine,
        HostName = Server.Entry.HostName ?? "",
        Port = Server.Entry.Port,
        DatabaseName = Name,
        UserName = Name,
        RoleArn = RoleArn,
        ConnectArn = ConnectArn,
        PermissionsBoundary = Workload.PermissionsBoundary,
        ClusterName = Workload.ClusterName,
        Namespace = Workload.Namespace,
        ServiceAccount = Workload.ServiceAccount,
        OidcProvider = Workload.OidcProvider,
    };

    /// <summary>The row of a tenant for whom something could not be done.</summary>
    public TenantDatabase Row(HoopException failure) => Row(TenantState.Failed) with { Message = failure.Message, Failure = failure };
}
