using System.Runtime.CompilerServices;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Lists and removes the users of every kind on PostgreSQL 14 and later, as a master that need not be a superuser.</summary>
internal sealed class ManagedUsers(IDatabaseEngine engine, TimeProvider time) : IManagedUsers
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<ManagedUser> ListAsync(
        ManagedUserQuery query, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var session = await engine.OpenAsync(query.Master with { Database = null }, cancellationToken);
        await foreach (var user in ManagedUserReader.ReadAsync(session, query, cancellationToken))
            yield return user;
    }

    /// <inheritdoc/>
    public async Task<UserRemovalPlan> PlanRemovalAsync(UserRemovalRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await new RemovalPlanner(engine, request, host, time).PlanAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<OrphanedCode> FindOrphanedCodeAsync(
        ConnectionSettings master, IHoopHost host, CancellationToken cancellationToken) =>
        new OrphanedCodeFinder(engine, master, host).FindAsync(cancellationToken);
}
