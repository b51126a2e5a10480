using HoopConnect.Credentials;
using HoopConnect.Databases.Roles;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Connections;

namespace HoopConnect.Provisioning.Runs;

/// <summary>The connections of one database: one for each role.</summary>
internal sealed class RoleConnections(
    DatabaseTarget target, ProvisioningRequest request, string vaultName, ConnectionStore store, TimeProvider time)
{
    /// <summary>What storing them would change.</summary>
    /// <param name="databases">Says which database the connection of a role leads to.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<PlanStep>> PlanAsync(Func<RoleKind, string> databases, CancellationToken cancellationToken)
    {
        var steps = new List<PlanStep>();
        foreach (var role in request.Roles)
        {
            if (await store.PlanAsync(Make(role, databases(role)), cancellationToken) is { } step)
                steps.Add(step);
        }

        return steps;
    }

    public Task<ConnectionChange> SetAsync(RoleKind role, string database, CancellationToken cancellationToken) =>
        store.SetAsync(Make(role, database), cancellationToken);

    private Connection Make(RoleKind role, string database) =>
        Connection.ForRole(
            target.Database,
            target.Engine,
            target.Stem,
            database,
            role,
            vaultName,
            VaultNames.ForRole(target.Database, role),
            time.GetUtcNow()
        ) with
        {
            SslMode = request.Transport.SslMode,
            CaFile = ClientCaFile.Of(target.Database, request.Transport) is { } file ? Path.GetFullPath(file) : null,
        };
}
