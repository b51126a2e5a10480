using System.Runtime.CompilerServices;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>The hoop roles on PostgreSQL 14 and later, as a master that need not be a superuser.</summary>
internal sealed class PostgreSqlRoleProvisioner(IDatabaseEngine engine, TimeProvider time) : IRoleProvisioner
{
    /// <inheritdoc/>
    public async Task<RolePlan> PlanAsync(RoleRequest request, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        await new RolePlanner(engine, request, host).PlanAsync(passwords, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RoleOutcome> ApplyAsync(
        RolePlan plan, IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var ours = plan as PostgreSqlRolePlan ?? throw new ArgumentException("The plan was made by another engine.", nameof(plan));
        var outcomes = new RoleOutcomes(ours);
        if (!ours.Plan.IsEmpty)
        {
            await using var maintenance = ours.Roles.All(role => role.IsEmpty) ? null : await engine.OpenAsync(ours.Request.Master with { Database = null }, cancellationToken);
            if (maintenance is not null)
            {
                outcomes.Add(await new RoleChanger(ours.Request, passwords, host, time).ApplyAsync(maintenance, ours.Roles, cancellationToken));
                outcomes.Add(await ServerReader.ReadAsync(maintenance, ours.Request.Kinds.Select(kind => kind.RoleName()).ToList(), cancellationToken));
            }

            var changer = new DatabaseChanger(engine, ours.Request, maintenance, ours.Server.HasMembershipOptions, host, time);
            outcomes.Add(await changer.ApplyAsync(ours.Databases, outcomes.KindsThatAreThere, cancellationToken));
        }

        foreach (var outcome in outcomes.All())
            yield return outcome;
    }

    /// <inheritdoc/>
    public async Task<RolePlan> PlanRemovalAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken) =>
        await new RoleRemovalPlanner(engine, request, host).PlanAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RoleOutcome> ApplyRemovalAsync(
        RolePlan plan, IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var ours = plan as PostgreSqlRemovalPlan ?? throw new ArgumentException("The plan was made by another engine, or is none of removal.", nameof(plan));
        foreach (var outcome in await new RoleRemover(engine, ours, host, time).ApplyAsync(passwords, cancellationToken))
            yield return outcome;
    }
}
