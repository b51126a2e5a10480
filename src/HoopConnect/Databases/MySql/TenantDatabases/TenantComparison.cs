using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.TenantDatabases;

/// <summary>A server held against the tenants that it should have.</summary>
/// <param name="Reading">The server.</param>
/// <param name="Tenants">What is to be done for each.</param>
internal sealed record TenantComparison(TenantReading Reading, IReadOnlyList<TenantDifference> Tenants)
{
    /// <summary>What has to be there before anybody is marked, and is not.</summary>
    public IReadOnlyList<UserStatement> Foundation => Marking?.AccountStatements() is { } statements
        ? [.. Marking.Marked.WithFoundation(statements).Except(statements)] : [];

    private TenantDifference? Marking => Tenants.FirstOrDefault(tenant =>
        tenant.Refusal is null && tenant.AccountStatements().Any(statement => statement.Marks));

    /// <summary>The foundation as steps.</summary>
    public IReadOnlyList<PlanStep> FoundationSteps => [.. Foundation.Select(statement => statement.ToStep("server"))];

    /// <summary>Reads a server, refuses one that cannot serve tenants, and compares.</summary>
    /// <exception cref="HoopException">Those of <see cref="ITenantDatabases.PlanAsync"/>.</exception>
    public static async Task<TenantComparison> ReadAsync(
        Session session, TenantDatabaseRequest request, CancellationToken cancellationToken)
    {
        var (reading, tenants) = await ReadAsync(session, request.Master, request.Tenants, withDefiners: true, cancellationToken);
        if (!reading.HasPlugin)
        {
            throw TenantDatabaseErrors.IamNotEnabled.Error(
                $"The server at {request.Master.Host}:{request.Master.Port} takes no logins by IAM: plugin '{TokenPlugin.Name}' is "
                + (reading.PluginStatus ?? "not loaded, which RDS does when IAM authentication is enabled") + ".", request.Master.Host);
        }

        var comparison = new TenantComparison(reading, tenants);
        comparison.Marking?.Marked.Check(request.Master, comparison.Marking.AccountStatements());
        return comparison;
    }

    /// <summary>Reads a server for a removal, which needs no logins by token.</summary>
    /// <exception cref="HoopException">Those of <see cref="ITenantDatabases.PlanRemovalAsync"/>.</exception>
    public static async Task<IReadOnlyList<TenantDifference>> ReadAsync(
        Session session, TenantRemovalRequest request, CancellationToken cancellationToken) =>
        (await ReadAsync(session, request.Master, request.Tenants, withDefiners: false, cancellationToken)).Tenants;

    private static async Task<(TenantReading Reading, IReadOnlyList<TenantDifference> Tenants)> ReadAsync(
        Session session, ConnectionSettings master, IReadOnlyList<TenantToServe> tenants, bool withDefiners,
        CancellationToken cancellationToken)
    {
        Refuse(session.Version, master);
        var reading = await TenantReading.ReadAsync(session, [.. tenants.Select(tenant => tenant.Name)], cancellationToken);
        reading.Server.RefuseReadOnly(master);
        var missing = tenants.Select(tenant => new Account(tenant.Name, TenantReading.AnyHost))
            .Where(account => reading.Server.Find(account) is null).ToList();
        // What runs in the name of a user who is not there: whoever gets that name gives it his rights.
        var definers = !withDefiners || missing.Count == 0 ? [] : await DefinedObjectReader.ReadAsync(
            session, $"IN ({Literal.List(missing.Select(account => $"{account.User}@{account.Host}"))})", cancellationToken);
        var byUser = definers.ToLookup(definer => definer.Definer.User, StringComparer.Ordinal);
        return (reading, [.. tenants.Select(tenant => new TenantDifference(reading, tenant, [.. byUser[tenant.Name]]))]);
    }

    private static void Refuse(ServerRelease version, ConnectionSettings master)
    {
        if (!version.HasProof)
        {
            throw DatabaseErrors.VersionNotServed.Error(
                $"{version} at {master.Host}:{master.Port} has no place for a mark that proves whose a user is, without which nobody's "
                + "database could be taken away again: MySQL 8 and MariaDB have one.", master.Host);
        }
    }
}
