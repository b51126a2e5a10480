using System.Runtime.CompilerServices;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>The removal of the hoop roles: the one that all users are removed with, told in the words of roles.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Plan">The steps to show.</param>
/// <param name="Findings">What is known already to stand in the way.</param>
/// <param name="Removal">How the roles are removed.</param>
internal sealed record RoleRemovalPlan(
    RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings, UserRemovalPlan Removal)
    : RolePlan(Request, Plan, Findings)
{
    /// <summary>
    /// Reads the server. A role that is not ours, or out of the master's reach, keeps no other from going; where none can go that is said
    /// before anything is touched.
    /// </summary>
    public static async Task<RoleRemovalPlan> MakeAsync(
        IDatabaseEngine engine, RoleRequest request, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        var users = request.Kinds.Select(kind => new UserToRemove(kind.RoleName(), OnlyIfExpired: false)).ToList();
        var removal = new UserRemovalRequest(request.Master, users)
        {
            Kind = ManagedKind.Role,
            Adopt = request.Adopt,
            ReassignTo = request.ReassignTo,
            DropCode = request.DropCode,
            ThrottleLimit = request.ThrottleLimit,
        };
        var plan = await new RemovalPlanner(engine, removal, host, time).PlanAsync(cancellationToken);
        var refused = plan.Settled.Where(outcome => outcome.State != UserRemovalState.Missing)
            .ToDictionary(outcome => outcome.UserName, StringComparer.Ordinal);
        if (plan.Users.Count == 0 && refused.Count > 0)
            throw RoleDifference.NotRemovable(plan.Server, plan.Server.Role(refused.Keys.First())!);
        var present = plan.Users.Select(user => user.Name).ToHashSet(StringComparer.Ordinal);
        return new RoleRemovalPlan(request, plan.Plan, request.Kinds.ToDictionary(kind => kind, Findings), plan)
        {
            States = request.Kinds.ToDictionary(
                kind => kind, kind => refused.ContainsKey(kind.RoleName()) ? RoleState.Failed
                    : present.Contains(kind.RoleName()) ? RoleState.Drifted : RoleState.Missing),
        };

        IReadOnlyList<Finding> Findings(RoleKind kind) =>
            refused.GetValueOrDefault(kind.RoleName()) is { } outcome ? outcome.Findings : plan.Unreachable;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<RoleOutcome> ApplyAsync(
        IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var removed in Removal.ApplyAsync(_ => { }, host, cancellationToken))
        {
            var kind = Request.Kinds.Single(kind => kind.RoleName() == removed.UserName);
            var outcome = new RoleOutcome(kind, StateOf(removed.State), FindingsOf(removed)) { Databases = removed.Databases };
            yield return removed.State == UserRemovalState.Removed ? await ForgetAsync(outcome, passwords, cancellationToken) : outcome;
        }
    }

    private const string StillThere = "it could not be dropped; it cannot log in any more";

    private static RoleState StateOf(UserRemovalState state) => state switch
    {
        UserRemovalState.Removed => RoleState.Removed,
        UserRemovalState.Missing => RoleState.Missing,
        UserRemovalState.Failed or UserRemovalState.Refused => RoleState.Failed,
        _ => RoleState.Incomplete,
    };

    private static IReadOnlyList<Finding> FindingsOf(UserRemoval removed) =>
        removed.State != UserRemovalState.Locked
            ? removed.Findings
            : [new Finding(null, $"role {removed.UserName}", FindingReasons.Failed, StillThere), .. removed.Findings];

    private static async Task<RoleOutcome> ForgetAsync(RoleOutcome removed, IRolePasswords passwords, CancellationToken cancellationToken)
    {
        try
        {
            await passwords.ForgetAsync(removed.Kind, cancellationToken);
            return removed;
        }
        catch (HoopException exception)
        {
            var stored = $"the role is gone, its secret is still stored: {exception.Message}";
            return removed with { Findings = [.. removed.Findings, new Finding(null, "vault", FindingReasons.Failed, stored)] };
        }
    }
}
