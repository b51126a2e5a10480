using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>A plan with what applying it needs.</summary>
internal sealed record RoleChangePlan(
    RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings,
    ServerReading Server, IReadOnlyList<RoleChange> Changes)
    : RolePlan(Request, Plan, Findings)
{
    /// <summary>Who applies it.</summary>
    public required RoleProvisioner Provisioner { get; init; }

    /// <inheritdoc/>
    public override IAsyncEnumerable<RoleOutcome> ApplyAsync(
        IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        Provisioner.ApplyAsync(this, passwords, host, cancellationToken);
}
