using System.Runtime.CompilerServices;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>The hoop roles on MySQL and MariaDB: users, made or altered and never made again, with grants on each user schema.</summary>
internal sealed class MySqlRoleProvisioner : IRoleProvisioner
{
    /// <inheritdoc/>
    public async Task<RolePlan> PlanAsync(RoleRequest request, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(passwords);
        ArgumentNullException.ThrowIfNull(host);
        await using var session = await MySqlSession.OpenAsync(request.Master with { Database = null }, cancellationToken);
        var accounts = request.Kinds.Select(kind => MySqlRolePlanner.Account(request, kind, session.Version)).ToList();
        var server = await new MySqlServerReader(session).ReadAsync(accounts, cancellationToken);
        host.Verbose($"{request.Master.Host}:{request.Master.Port}: {server.Version}, {server.Schemas.Count} user schemas, read in {session.RoundTrips} round trips.");
        return await new MySqlRolePlanner(server, request).PlanAsync(passwords, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RoleOutcome> ApplyAsync(RolePlan plan, IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(passwords);
        ArgumentNullException.ThrowIfNull(host);
        var ours = plan as MySqlRolePlan ?? throw new ArgumentException("The plan is not one of this engine.", nameof(plan));
        if (ours.Changes.All(change => change.IsEmpty))
        {
            foreach (var change in ours.Changes)
                yield return new RoleOutcome(change.Kind, change.State, change.Findings) { Login = change.Login, Databases = change.Schemas };
            yield break;
        }

        await using var session = await MySqlSession.OpenAsync(ours.Request.Master with { Database = null }, cancellationToken);
        var applier = new MySqlRoleApplier(session, ours);
        foreach (var change in ours.Changes)
            yield return await applier.ApplyAsync(change, passwords, cancellationToken);
        host.Debug($"{ours.Request.Master.Host}:{ours.Request.Master.Port}: roles applied in {session.RoundTrips} round trips.");
    }

    /// <inheritdoc/>
    public async Task<RolePlan> PlanRemovalAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(host);
        await using var session = await MySqlSession.OpenAsync(request.Master with { Database = null }, cancellationToken);
        return await new MySqlRoleRemover(session, request).PlanAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RoleOutcome> ApplyRemovalAsync(RolePlan plan, IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(passwords);
        ArgumentNullException.ThrowIfNull(host);
        var ours = plan as MySqlRemovalPlan ?? throw new ArgumentException("The plan is not one of this engine's removals.", nameof(plan));
        if (ours.Removals.Count == 0)
            yield break;
        await using var session = await MySqlSession.OpenAsync(ours.Request.Master with { Database = null }, cancellationToken);
        var remover = new MySqlRoleRemover(session, ours.Request);
        foreach (var removal in ours.Removals)
            yield return await remover.ApplyAsync(removal, passwords, cancellationToken);
    }
}
