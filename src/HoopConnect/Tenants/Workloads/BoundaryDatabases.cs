using System.Text.Json;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;

namespace HoopConnect.Tenants.Workloads;

/// <summary>The databases that a boundary of ours has already: another run adds to them, since their tenants are still there.</summary>
internal static class BoundaryDatabases
{
    /// <summary>The databases of a document; what is none of ours is left out.</summary>
    public static IReadOnlyList<DatabaseResource> Of(string document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return
            [
                .. from statement in PolicyComparison.Each(json.RootElement.GetProperty("Statement"))
                   where statement.TryGetProperty("Resource", out _)
                   from resource in PolicyComparison.Each(statement.GetProperty("Resource"))
                   let database = Database(resource.ToString())
                   where database is not null
                   select database,
            ];
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // No document of ours: whether it may be written over is asked where it is written.
            return [];
        }
    }

    private static DatabaseResource? Database(string arn)
    {
        if (
            arn.Split(':') is not ["arn", _, "rds-db", var region, var account, "dbuser", var rest]
            || rest.Split('/') is not [var id, var pattern]
            || pattern != DatabasePolicies.TenantName)
            return null;
        try
        {
            return DatabaseResource.Create(region, account, id);
        }
        catch (HoopException)
        {
            return null;
        }
    }
}
