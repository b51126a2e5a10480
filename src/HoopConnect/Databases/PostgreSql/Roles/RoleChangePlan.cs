using System.Runtime.CompilerServices;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>A plan of this engine, with what applying it needs.</summary>
internal sealed record RoleChangePlan(
    RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings, IDatabaseEngine Engine, TimeProvider Time)
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
    public override async IAsyncEnumerable<RoleOutcome> ApplyAsync(
        IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var outcomes = new RoleOutcomes(this);
        if (!Plan.IsEmpty)
        {
            await using var maintenance = Roles.All(role => role.IsEmpty) ? null : await Engine.OpenAsync(Request.Master with { Database = null }, cancellationToken);
            if (maintenance is not null)
            {
                outcomes.Add(await new RoleChanger(Request, passwords, host, Time).ApplyAsync(maintenance, Roles, cancellationToken));
                outcomes.Add(await ServerReader.ReadAsync(maintenance, Request.Kinds.Select(kind => kind.RoleName()).ToList(), cancellationToken));
            }

            var changer = new DatabaseChanger(Engine, Request, maintenance, Server.HasMembershipOptions, host, Time);
            outcomes.Add(await changer.ApplyAsync(Databases, outcomes.KindsThatAreThere, cancellationToken));
        }

        foreach (var outcome in outcomes.All())
            yield return outcome;
    }
}
