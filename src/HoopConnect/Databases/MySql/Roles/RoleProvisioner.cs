using System.Runtime.CompilerServices;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>The hoop roles on MySQL and MariaDB: users, made or altered and never made again, with grants on each user schema.</summary>
internal sealed class RoleProvisioner : IRoleProvisioner
{
    /// <inheritdoc/>
    public async Task<RolePlan> PlanAsync(RoleRequest request, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(passwords);
        ArgumentNullException.ThrowIfNull(host);
        await using var session = await Session.OpenAsync(request.Master with { Database = null }, cancellationToken);
        var accounts = request.Kinds.Select(kind => RolePlanner.AccountOf(request, kind, session.Version)).ToList();
        var server = await new ServerReader(session, RolePlanner.UserNames).ReadAsync(accounts, cancellationToken);
        host.Verbose($"{request.Master.Host}:{request.Master.Port}: {server.Version}, {server.Schemas.Count} user schemas, read in {session.RoundTrips} round trips.");
        return await new RolePlanner(server, request).PlanAsync(passwords, cancellationToken);
    }

    /// <summary>Applies a plan, role by role.</summary>
    public static async IAsyncEnumerable<RoleOutcome> ApplyAsync(
        RoleChangePlan plan, IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(passwords);
        ArgumentNullException.ThrowIfNull(host);
        if (plan.Changes.All(change => change.IsEmpty))
        {
            foreach (var change in plan.Changes)
                yield return new RoleOutcome(change.Kind, change.State, change.Findings) { Login = change.Login, Databases = change.Schemas };
            yield break;
        }

        await using var session = await Session.OpenAsync(plan.Request.Master with { Database = null }, cancellationToken);
        var applier = new RoleChanger(session, plan);
        foreach (var change in plan.Changes)
            yield return await applier.ApplyAsync(change, passwords, cancellationToken);
        host.Debug($"{plan.Request.Master.Host}:{plan.Request.Master.Port}: roles applied in {session.RoundTrips} round trips.");
    }

    /// <inheritdoc/>
    public async Task<RolePlan> PlanRemovalAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(host);
        await using var session = await Session.OpenAsync(request.Master with { Database = null }, cancellationToken);
        return await new RoleRemover(session, request).PlanAsync(cancellationToken);
    }

    /// <summary>Applies a plan of removal, role by role.</summary>
    public static async IAsyncEnumerable<RoleOutcome> ApplyRemovalAsync(
        RoleRemovalPlan plan, IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(passwords);
        ArgumentNullException.ThrowIfNull(host);
        if (plan.Removals.Count == 0)
            yield break;
        await using var session = await Session.OpenAsync(plan.Request.Master with { Database = null }, cancellationToken);
        var remover = new RoleRemover(session, plan.Request);
        foreach (var removal in plan.Removals)
            yield return await remover.ApplyAsync(removal, passwords, cancellationToken);
    }
}
