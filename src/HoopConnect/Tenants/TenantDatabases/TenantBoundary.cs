using HoopConnect.Aws;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>
/// The permissions boundary that we make where none is given: one managed policy an account, for the tenants of all its servers. A server
/// is added to those that it has.
/// </summary>
internal static class TenantBoundary
{
    /// <summary>The ARN of the boundary of an account.</summary>
    public static string ArnIn(string partition, string accountId) =>
        $"arn:{partition}:iam::{accountId}:policy/{ConnectorAdminPolicy.DefaultBoundary}";

    /// <summary>Where it is put.</summary>
    public static PolicyPlacement PlacementIn(string accountId) => new() { AccountId = accountId };

    /// <summary>Reads the boundary and says what would let tenants log in to a server too.</summary>
    /// <exception cref="HoopException"><c>Policy.TooLarge</c>, <c>Policy.NotOurs</c>, AWS errors.</exception>
    public static async Task<PlacementPlan> PlanAsync(IAwsServices aws, DatabaseResource server, CancellationToken cancellationToken)
    {
        var iam = aws.IamIn(server.AccountId);
        var arn = ArnIn(server.Partition, server.AccountId);
        IEnumerable<DatabaseResource> servers = [server];
        if (await iam.GetPolicyAsync(arn, cancellationToken) is { } present && OwnTag.IsOn(present.Tags))
        {
            var document = await iam.GetPolicyVersionAsync(arn, present.DefaultVersionId, cancellationToken);
            servers = BoundaryDatabases.Of(document).Append(server).Distinct();
        }

        var policy = IamPolicies.Make(new PolicyRequest(PolicyKind.ConnectorBoundary) { Databases = [.. servers] });
        return await new PolicyPlacements(aws).PlanAsync(policy, PlacementIn(server.AccountId), cancellationToken);
    }
}
