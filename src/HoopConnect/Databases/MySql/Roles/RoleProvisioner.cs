using System.Runtime.CompilerServices;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>The hoop roles on MySQL and MariaDB: users, made or altered and never made again, with grants on each user schema.</summary>
internal sealed class RoleProvisioner(TimeProvider time) : IRoleProvisioner
{
    /// <inheritdoc/>
    public async Task<RolePlan> PlanAsync(
        RoleRequest request, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(passwords);
        ArgumentNullException.ThrowIfNull(host);
        await using var session = await WaitingConnection.OpenAsync(request.Master, time, cancellationToken);
        var accounts = request.Kinds.Select(kind => RolePlanner.AccountOf(request, kind, session.Version)).ToList();
        var server = await new ServerReader(session, ManagedKind.Role, RolePlanner.UserNames).ReadAsync(accounts, cancellationToken);
        host.Verbose(
            $"{request.Master.Host}:{request.Master.Port}: {server.Version}, {server.Schemas.Count} user schemas, read in " +
            $"{session.RoundTrips} round trips.");
        return await new RolePlanner(server, request).PlanAsync(passwords, this, session, cancellationToken);
    }

    /// <summary>Applies a plan, role by role: each is planned again, since the plan that was shown may be old.</summary>
    public async IAsyncEnumerable<RoleOutcome> ApplyAsync(
        RoleChangePlan plan, IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(passwords);
        ArgumentNullException.ThrowIfNull(host);
        if (plan.Changes.All(change => change.IsEmpty))
        {
            foreach (var change in plan.Changes)
                yield return change.AsFound;
            yield break;
        }

        await using var session = await WaitingConnection.OpenAsync(plan.Request.Master, time, cancellationToken);
        foreach (var change in plan.Changes)
            yield return await new RoleChanger(session, plan.Request, change.Kind, passwords, host, time).RunAsync(cancellationToken);
        host.Debug($"{plan.Request.Master.Host}:{plan.Request.Master.Port}: roles applied in {session.RoundTrips} round trips.");
    }

    /// <inheritdoc/>
    public async Task<RolePlan> PlanRemovalAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(host);
        await using var session = await WaitingConnection.OpenAsync(request.Master, time, cancellationToken);
        return await new RoleRemover(session, request, this).PlanAsync(cancellationToken);
    }

    /// <summary>Applies a plan of removal, role by role.</summary>
    public async IAsyncEnumerable<RoleOutcome> ApplyRemovalAsync(
        RoleRemovalPlan plan, IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(passwords);
        ArgumentNullException.ThrowIfNull(host);
        if (plan.Removals.Count == 0)
            yield break;
        await using var session = await WaitingConnection.OpenAsync(plan.Request.Master, time, cancellationToken);
        var remover = new RoleRemover(session, plan.Request, this);
        foreach (var role in plan.Removals)
            yield return await remover.ApplyAsync(role, passwords, host, time, cancellationToken);
    }
}
