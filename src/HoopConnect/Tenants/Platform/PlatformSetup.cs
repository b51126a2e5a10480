using HoopConnect.Aws;
using HoopConnect.Aws.Iam;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.Platform;

/// <summary>
/// Gives a platform of virtual clusters what it needs in AWS to give each tenant a database and a role of its own: the permissions boundary
/// of tenants' roles, the platform's role with its policies, and the pod identity association of the platform's service account (vCluster
/// Platform documentation, "IAM database connector").
/// </summary>
public sealed class PlatformSetup(IAwsServices aws, TimeProvider? timeProvider = null)
{
    private const string AdminPolicy = "HoopConnectorAdmin";
    private const string ConnectPolicy = "HoopDbConnect";

    /// <summary>Reads what is there, checks what can be known to fail, and says what would be changed.</summary>
    /// <exception cref="HoopException">
    /// <c>Platform.DatabaseNeeded</c>, <c>Platform.OtherAccount</c>, <c>Platform.TenantName</c>, <c>Policy.NotOurs</c>,
    /// <c>Workload.NotOurs</c>, <c>Workload.AssociationInUse</c>, <c>Workload.ClusterNotFound</c>, <c>Workload.BoundaryNotFound</c>, those
    /// of names and sizes (<c>Policy.InvalidName</c>, <c>Policy.InvalidKubernetesName</c>, <c>Policy.TooLarge</c>, ...), AWS errors.
    /// </exception>
    public async Task<PlatformPlan> PlanAsync(PlatformRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var account = PolicyChecks.Account(
            request.AccountId ?? request.Connectors.Select(connector => connector.Database.AccountId).FirstOrDefault()
            ?? (await aws.GetCallerIdentityAsync(cancellationToken)).AccountId);
        foreach (var (database, _) in request.Connectors)
            RequireAccount(database, account);
        var partition = AwsRegion.Parse(request.Region).Partition;
        var iam = aws.IamIn(account);
        var (arn, boundary, exists) = await PlanBoundaryAsync(iam, request, partition, account, cancellationToken);
        var role = RoleOf(request, account, partition, arn);
        var roleChange = await new PodRoles(iam, timeProvider).PlanAsync(role, request.Adopt, cancellationToken);
        var identity = new PodIdentity(request.ClusterName, request.Namespace, request.ServiceAccount, roleChange.Arn!);
        var association = await new PodIdentities(aws.Eks(account, request.Region), timeProvider)
            .PlanAsync(identity, request.Adopt, cancellationToken);
        return new PlatformPlan(request, account, role, roleChange, association)
        {
            BoundaryArn = arn,
            Boundary = boundary,
            BoundaryExists = exists,
        };
    }

    /// <summary>Makes the changes, and reads back that they are there.</summary>
    /// <param name="plan">What <see cref="PlanAsync"/> gave.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops between two calls; another run goes on.</param>
    /// <exception cref="HoopException"><c>Workload.LimitExceeded</c>, <c>Workload.RoleNotAccepted</c>, <c>Workload.NotSettled</c>,
    /// <c>Policy.NotInPlace</c>, those of the plan, AWS errors.</exception>
    public async Task<ConnectorPlatform> ApplyAsync(PlatformPlan plan, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var request = plan.Request;
        if (plan.Boundary is { } boundary)
            await PutBoundaryAsync(boundary, plan, host, cancellationToken);
        foreach (var change in (WorkloadChange[])[plan.RoleChange, plan.Association])
        {
            await change.ApplyAsync(host, cancellationToken);
            if (change.Outcome != WorkloadOutcome.Unchanged)
                await change.SettleAsync(cancellationToken);
        }

        var iam = aws.IamIn(plan.AccountId);
        var inline = await iam.ListRolePoliciesAsync(plan.Role.Name, cancellationToken);
        var attached = await iam.ListAttachedRolePoliciesAsync(plan.Role.Name, cancellationToken);
        return new ConnectorPlatform
        {
            AccountId = plan.AccountId,
            Region = request.Region,
            ClusterName = request.ClusterName,
            Namespace = request.Namespace,
            ServiceAccount = request.ServiceAccount,
            RoleArn = plan.RoleChange.Arn!,
            PermissionsBoundary = plan.BoundaryArn,
            AssociationId = plan.Association.AssociationId!,
            Policies = [.. plan.Role.InlinePolicies.Keys],
            OtherPolicies = [.. inline.Except(plan.Role.InlinePolicies.Keys, StringComparer.Ordinal), .. attached],
            Steps =
            [
                new(PlatformPart.Boundary, plan.BoundaryArn, OutcomeOf(plan)),
                new(PlatformPart.Role, plan.Role.Name, plan.RoleChange.Outcome),
                new(PlatformPart.Association, $"{request.Namespace}/{request.ServiceAccount}", plan.Association.Outcome),
            ],
        };
    }

    /// <summary>Refuses a database of another account, to which no role of the platform's can log in by IAM.</summary>
    /// <exception cref="HoopException"><c>Platform.OtherAccount</c>.</exception>
    public static void RequireAccount(DatabaseResource database, string accountId)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (database.AccountId != accountId)
        {
            throw PlatformErrors.OtherAccount.Error(
                $"The database {database.ResourceId} is in account {database.AccountId}, and the platform in {accountId}.",
                database.ResourceId);
        }
    }

    private static PodRole RoleOf(PlatformRequest request, string account, string partition, string boundary)
    {
        // IAM compares the names of roles by case in ARNs, and takes no second one that differs by case only.
        if (request.RoleName.Length == DatabasePolicies.TenantName.Length && request.RoleName[0] is 'u' or 'U')
            throw PlatformErrors.TenantName.Error($"'{request.RoleName}' is a name that roles of tenants have.", request.RoleName);
        var admin = IamPolicies.Make(new PolicyRequest(PolicyKind.ConnectorAdmin)
        {
            AccountId = account,
            Region = request.Region,
            ClusterName = request.ClusterName,
            BoundaryArn = boundary,
            ManagedByTag = request.ManagedByTag,
        });
        // Each server has its own, so that a later run for another one takes nothing away.
        var connect = request.Connectors.GroupBy(connector => connector.Database).Select(users => IamPolicies.Make(
            new PolicyRequest(PolicyKind.DbConnect)
            {
                Name = $"{ConnectPolicy}-{users.Key.ResourceId}",
                Databases = [users.Key],
                UserNames = [.. users.Select(user => user.UserName)],
            }));
        var trust = IamPolicies.Make(new PolicyRequest(PolicyKind.PodIdentityTrust)
        {
            Name = request.RoleName,
            AccountId = account,
            Region = request.Region,
            ClusterName = request.ClusterName,
            Namespace = KubernetesName.Namespace(request.Namespace),
            ServiceAccounts = [KubernetesName.Subdomain(request.ServiceAccount, "a service account")],
        });
        return new PodRole(request.RoleName, account)
        {
            Partition = partition,
            Trust = trust.Document,
            Description = "Lets the platform give tenants databases, made by HoopConnect (Initialize-HoopConnectorPlatform)",
            InlinePolicies = connect.Prepend(admin with { Name = AdminPolicy })
                .ToDictionary(policy => policy.Name, policy => policy.Document, StringComparer.Ordinal),
        };
    }

    private async Task<(string Arn, PlacementPlan? Plan, bool Exists)> PlanBoundaryAsync(
        IIamClient iam, PlatformRequest request, string partition, string account, CancellationToken cancellationToken)
    {
        if (request.PermissionsBoundary is { } given)
        {
            await new PodRoles(iam, timeProvider).RequireBoundaryAsync(PermissionsBoundary.Check(given, account), cancellationToken);
            return (given, null, true);
        }

        var name = PolicyChecks.Name(request.BoundaryName ?? ConnectorAdminPolicy.DefaultBoundary, PolicyUse.Managed);
        var arn = $"arn:{partition}:iam::{account}:policy/{name}";
        var present = await iam.GetPolicyAsync(arn, cancellationToken);
        var databases = request.Connectors.Select(connector => connector.Database);
        if (present is not null && OwnTag.IsOn(present.Tags))
        {
            var document = await iam.GetPolicyVersionAsync(arn, present.DefaultVersionId, cancellationToken);
            databases = BoundaryDatabases.Of(document).Concat(databases);
        }

        IReadOnlyList<DatabaseResource> all = [.. databases.Distinct()];
        if (all.Count == 0)
        {
            return present is null
                ? throw PlatformErrors.DatabaseNeeded.Error(
                    $"There is no permissions boundary '{arn}', and no database to make one for.", arn)
                : (arn, null, true);
        }

        var policy = IamPolicies.Make(new PolicyRequest(PolicyKind.ConnectorBoundary) { Name = name, Databases = all });
        var plan = await new PolicyPlacements(aws, timeProvider).PlanAsync(policy, Placement(request, account), cancellationToken);
        return (arn, plan, present is not null);
    }

    private async Task PutBoundaryAsync(PlacementPlan boundary, PlatformPlan plan, IHoopHost host, CancellationToken cancellationToken)
    {
        try
        {
            await new PolicyPlacements(aws, timeProvider).ApplyAsync(
                boundary, Placement(plan.Request, plan.AccountId), host, cancellationToken);
        }
        catch (AwsErrorException failure) when (WorkloadFailures.Of(failure, boundary.Target) is { } known)
        {
            throw known;
        }
    }

    private static PolicyPlacement Placement(PlatformRequest request, string account) =>
        new() { AccountId = account, Adopt = request.Adopt };

    private static WorkloadOutcome OutcomeOf(PlatformPlan plan) =>
        plan.Boundary?.Plan.IsEmpty ?? true ? WorkloadOutcome.Unchanged
        : plan.BoundaryExists ? WorkloadOutcome.Updated : WorkloadOutcome.Created;
}
