using System.Runtime.CompilerServices;
using HoopConnect.Databases.PostgreSql.Server;
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

    /// <summary>Who gets what each of them owns.</summary>
    public required IReadOnlyDictionary<string, NewOwner> NewOwners { get; init; }

    /// <summary>The databases they are to be cleared from, and in whose names.</summary>
    public required IReadOnlyList<DatabaseToClear> Databases { get; init; }

    /// <summary>What owned what removed users owned, and can go.</summary>
    public IReadOnlyList<EmptyOwner> EmptyOwners { get; init; } = [];

    /// <summary>What is known already of databases that cannot be cleared.</summary>
    public required IReadOnlyList<Finding> Unreachable { get; init; }

    /// <summary>The server as it was read.</summary>
    public required ServerReading Server { get; init; }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<UserRemoval> ApplyAsync(
        Action<double> progress, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var outcomes = Users.Count == 0 && EmptyOwners.Count == 0
            ? []
            : await ManagedChange.RunAsync(new Remover(Engine, this, progress, host, Time), cancellationToken);
        progress(1);
        var byName = outcomes.Concat(Settled).ToDictionary(outcome => outcome.UserName, StringComparer.Ordinal);
        foreach (var user in Request.Users)
            yield return byName[user.UserName];
    }
}

/// <summary>A database with the users that left a trace in it.</summary>
/// <param name="Owners">In whose names the master acts there.</param>
/// <param name="Users">The users, without those that are only locked.</param>
/// <param name="Owned">What they own there.</param>
internal sealed record DatabaseToClear(Clearance Owners, IReadOnlyList<UserToClear> Users, Ownership Owned);
