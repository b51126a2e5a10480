using System.Runtime.CompilerServices;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>A plan of removal, with what applying it needs.</summary>
internal sealed record RemovalPlan(
    UserRemovalRequest Request, Plan Plan, IReadOnlyList<UserRemoval> Settled, IDatabaseEngine Engine, TimeProvider Time)
    : UserRemovalPlan(Request, Plan, Settled)
{
    /// <summary>The users that are to go.</summary>
    public required IReadOnlyList<UserToClear> Users { get; init; }

    /// <summary>How.</summary>
    public required RemovalStatements Statements { get; init; }

    /// <summary>The databases they are to be cleared from, and in whose names.</summary>
    public required IReadOnlyList<DatabaseToClear> Databases { get; init; }

    /// <summary>What is known already of databases that cannot be cleared.</summary>
    public required IReadOnlyList<Finding> Unreachable { get; init; }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<UserRemoval> ApplyAsync(
        Action<double> progress, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        foreach (var outcome in await new Remover(Engine, this, progress, host, Time).ApplyAsync(cancellationToken))
            yield return outcome;
    }
}

/// <summary>A database with the users that left a trace in it.</summary>
/// <param name="Owners">In whose names the master acts there.</param>
/// <param name="Users">The users, without those that are only locked.</param>
internal sealed record DatabaseToClear(Clearance Owners, IReadOnlyList<UserToClear> Users);
