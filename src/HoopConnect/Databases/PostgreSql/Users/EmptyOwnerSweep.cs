using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Drops who owned what removed users owned and owns nothing any more, as far as a plan showed them.</summary>
internal sealed class EmptyOwnerSweep(IDatabaseEngine engine, RemovalPlan shown, IHoopHost host, TimeProvider time)
{
    /// <summary>Drops those that are still empty; what stands in the way of one keeps it, and is nobody's failure.</summary>
    /// <param name="session">To the maintenance database, with the lock of role DDL.</param>
    /// <param name="cancellationToken">Ends it after the statement that is running.</param>
    public async Task RunAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        if (shown.EmptyOwners.Count == 0)
            return;
        var planned = shown.EmptyOwners.Select(owner => owner.Role.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var owner in await EmptyOwner.ReadAsync(session, cancellationToken))
        {
            if (!planned.Contains(owner.Role.Name))
                continue;
            try
            {
                foreach (var database in owner.Databases)
                    await ClearAsync(owner, database, cancellationToken);
                await RemovalStatements.ExecuteAsync(session, [owner.Drop], host, time, cancellationToken);
            }
            catch (HoopException exception)
            {
                host.Warning($"The role '{owner.Role.Name}' stays: {exception.Message}");
            }
        }
    }

    private async Task ClearAsync(EmptyOwner owner, string database, CancellationToken cancellationToken)
    {
        await using var session = await engine.OpenAsync(shown.Request.Master with { Database = database }, cancellationToken);
        var here = await ClearanceReader.ReadAsync(session, database, [owner.Role.Name], withShared: false, cancellationToken);
        await RemovalStatements.ExecuteAsync(
            session, owner.Clear(here, shown.Server.HasMembershipOptions), host, time, cancellationToken);
    }
}
