using System.Runtime.CompilerServices;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>A plan of removal, with what applying it needs.</summary>
internal sealed record RoleRemovalPlan(
    RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings, IDatabaseEngine Engine, TimeProvider Time)
    : RolePlan(Request, Plan, Findings)
{
    /// <summary>The roles that are there.</summary>
    public required IReadOnlyList<RoleKind> Kinds { get; init; }

    /// <summary>No logins from now on.</summary>
    public required IReadOnlyList<PlanStep> Close { get; init; }

    /// <summary>Open sessions are ended.</summary>
    public required IReadOnlyList<PlanStep> EndSessions { get; init; }

    /// <summary>What is done in each database in which the roles have or own something.</summary>
    public required IReadOnlyList<(string Database, IReadOnlyList<PlanStep> Steps)> Databases { get; init; }

    /// <summary>The roles go.</summary>
    public required IReadOnlyList<(RoleKind Kind, PlanStep Step)> Drop { get; init; }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<RoleOutcome> ApplyAsync(
        IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var outcome in await new RoleRemover(Engine, this, host, Time).ApplyAsync(passwords, cancellationToken))
            yield return outcome;
    }
}
