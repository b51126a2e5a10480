using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>A plan of this engine, with what applying it needs.</summary>
internal sealed record RoleChangePlan(
    RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings, IDatabaseEngine Engine,
    TimeProvider Time)
    : RolePlan(Request, Plan, Findings)
{
    /// <summary>The server as it was read.</summary>
    public required ServerReading Server { get; init; }

    /// <summary>What is done to the roles themselves.</summary>
    public required IReadOnlyList<RoleChange> Roles { get; init; }

    /// <summary>What is done in the databases that could be read.</summary>
    public required IReadOnlyList<DatabaseDifference> Databases { get; init; }

    /// <summary>What was found out of reach, the same for all roles: databases nobody or we cannot connect to.</summary>
    public required IReadOnlyList<Finding> Unread { get; init; }

    /// <inheritdoc/>
    public override IAsyncEnumerable<RoleOutcome> ApplyAsync(
        IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        ManagedChange.EachAsync(
            Plan.IsEmpty ? null : new RoleChanger(Engine, this, passwords, host, Time), new RoleOutcomes(this).All, cancellationToken);
}
