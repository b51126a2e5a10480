using System.Runtime.CompilerServices;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>A plan of removal, with what applying it needs.</summary>
internal sealed record RemovalPlan(
    UserRemovalRequest Request, Plan Plan, IReadOnlyList<UserRemoval> Settled) : UserRemovalPlan(Request, Plan, Settled)
{
    /// <summary>The users that are to go.</summary>
    public required IReadOnlyList<UserToClear> Users { get; init; }

    /// <summary>What is done in each database for each of them.</summary>
    public required IReadOnlyList<UserClearance> Clearances { get; init; }

    /// <summary>What owned what removed users owned, and can go.</summary>
    public IReadOnlyList<EmptyOwner> EmptyOwners { get; init; } = [];

    /// <summary>The databases that were passed over, the same for all users.</summary>
    public required IReadOnlyList<Finding> Unread { get; init; }

    /// <summary>The server as it was read.</summary>
    public required ServerReading Server { get; init; }

    /// <summary>What is known to keep a user, in whole or in part.</summary>
    public IReadOnlyList<Finding> Findings(UserToClear user) =>
        [.. Clearances.Where(clearance => clearance.User == user).SelectMany(clearance => clearance.Findings), .. Unread];

    /// <summary>
    /// True where nothing that is known keeps the login: a user that stays in a database that was entered keeps it, disabled.
    /// </summary>
    public bool Goes(UserToClear user) =>
        !Unread.Any(FindingReasons.Matters) && Clearances.All(clearance => clearance.User != user || !clearance.KeepsLogin);

    /// <summary>
    /// True where its users are dropped. Those of a login without our SID stay as long as it does: without them nothing would show whose
    /// it is.
    /// </summary>
    public bool Clears(UserToClear user) => user.Login is null || user.IsMarked || Goes(user);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<UserRemoval> ApplyAsync(
        Action<double> progress, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var result in await RunAsync(progress, host, cancellationToken))
            yield return result.Removal;
    }

    /// <summary>Applies the plan, and says also whether each login is gone.</summary>
    public async Task<IReadOnlyList<RemovalResult>> RunAsync(
        Action<double> progress, IHoopHost host, CancellationToken cancellationToken) =>
        Plan.IsEmpty && Users.Count == 0
            ? [.. Settled.Select(settled => new RemovalResult(settled, false))]
            : await ManagedChange.RunAsync(new Remover(Request, progress, host, TimeProvider.System), cancellationToken);
}
