using System.Runtime.CompilerServices;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>A plan of removal, with what applying it needs.</summary>
internal sealed record RoleRemovalPlan(RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings)
    : RolePlan(Request, Plan, Findings)
{
    /// <summary>The roles whose login is there.</summary>
    public required IReadOnlyList<RoleKind> Logins { get; init; }

    /// <summary>What is done in each database, a transaction for each role.</summary>
    public required IReadOnlyList<DatabaseUserRemoval> Users { get; init; }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<RoleOutcome> ApplyAsync(
        IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var outcome in await new RoleRemover(this, passwords, host).ApplyAsync(cancellationToken))
            yield return outcome;
    }
}

/// <summary>The removal of one user from one database.</summary>
/// <param name="Database">The database.</param>
/// <param name="Kind">The role.</param>
/// <param name="Steps">What it owns given away, the user dropped, the mark taken off.</param>
internal sealed record DatabaseUserRemoval(string Database, RoleKind Kind, IReadOnlyList<PlanStep> Steps);
