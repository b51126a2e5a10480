using System.Text.Json;
using System.Text.RegularExpressions;
using HoopConnect.Aws;
using HoopConnect.Aws.Iam;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>
/// The permissions boundary that we make where none is given: one managed policy an account, for the tenants of all its servers. A server
/// is added to those that it has.
/// </summary>
internal static partial class TenantBoundary
{
    /// <summary>The ARN of the boundary of an account.</summary>
    public static string ArnIn(string partition, string accountId) =>
        $"arn:{partition}:iam::{accountId}:policy/{ConnectorAdminPolicy.DefaultBoundary}";

    /// <summary>Reads the boundary and says what would let tenants log in to a server too.</summary>
    /// <exception cref="HoopException"><c>Tenant.InvalidBoundary</c>, <c>Policy.TooLarge</c>, <c>Policy.NotOurs</c>, AWS
    /// errors.</exception>
    public static async Task<PlacementPlan> PlanAsync(
        IAwsServices aws, DatabaseResource server, CancellationToken cancellationToken)
    {
        var servers = await ReadAsync(aws.IamIn(server.AccountId), server, cancellationToken);
        var all = servers.Append(server).Distinct().OrderBy(one => one.Region, StringComparer.Ordinal)
            .ThenBy(one => one.ResourceId, StringComparer.Ordinal);
        var policy = IamPolicies.Make(new PolicyRequest(PolicyKind.ConnectorBoundary) { Databases = [.. all] });
        return await new PolicyPlacements(aws).PlanAsync(
            policy, new PolicyPlacement { AccountId = server.AccountId, IsManaged = true }, cancellationToken);
    }

    private static async Task<IReadOnlyList<DatabaseResource>> ReadAsync(
        IIamClient iam, DatabaseResource server, CancellationToken cancellationToken)
    {
        var arn = ArnIn(server.Partition, server.AccountId);
        if (await iam.GetPolicyAsync(arn, cancellationToken) is not { } present || !OwnTag.IsOn(present.Tags))
            return [];
        using var document = JsonDocument.Parse(await iam.GetPolicyVersionAsync(arn, present.DefaultVersionId, cancellationToken));
        return [.. Resources(document.RootElement).Select(resource => Parse(resource, arn))];
    }

    private static IEnumerable<string> Resources(JsonElement document)
    {
        var statements = document.TryGetProperty("Statement", out var some) ? some : default;
        foreach (var statement in statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().ToList() : [statements])
        {
            var resource = statement.ValueKind == JsonValueKind.Object && statement.TryGetProperty("Resource", out var its) ? its : default;
            foreach (var one in resource.ValueKind == JsonValueKind.Array ? resource.EnumerateArray().ToList() : [resource])
                yield return one.ValueKind == JsonValueKind.String ? one.GetString()! : "";
        }
    }

    private static DatabaseResource Parse(string resource, string arn) =>
        Users().Match(resource) is { Success: true } match
            ? DatabaseResource.Create(match.Groups["region"].Value, match.Groups["account"].Value, match.Groups["id"].Value)
            : throw TenantErrors.InvalidBoundary.Error(
                $"The policy {arn} has '{resource}' where it should have the users of tenants on a database.", arn);

    [GeneratedRegex(@"^arn:[a-z-]+:rds-db:(?<region>[a-z0-9-]+):(?<account>\d{12}):dbuser:(?<id>[A-Za-z]+-[A-Za-z0-9]+)/u\?{31}\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Users();
}
