using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>A plan of this engine, with what applying it needs.</summary>
internal sealed record RoleChangePlan(RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings)
    : RolePlan(Request, Plan, Findings)
{
    /// <summary>The server as it was read.</summary>
    public required ServerReading Server { get; init; }

    /// <summary>The databases that could be read.</summary>
    public required IReadOnlyList<DatabaseReading> Readings { get; init; }

    /// <summary>What is done to the logins.</summary>
    public required IReadOnlyList<LoginChange> Logins { get; init; }

    /// <summary>In what each role differs in each database that could be read.</summary>
    public required IReadOnlyList<DatabaseDifference> Databases { get; init; }

    /// <summary>The databases that were passed over, the same for all roles.</summary>
    public required IReadOnlyList<Finding> Unread { get; init; }

    /// <inheritdoc/>
    public override IAsyncEnumerable<RoleOutcome> ApplyAsync(
        IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        ManagedChange.EachAsync(
            Plan.IsEmpty ? null : new RoleChanger(this, passwords, host, TimeProvider.System), new RoleOutcomes(this).All,
            cancellationToken);
}
