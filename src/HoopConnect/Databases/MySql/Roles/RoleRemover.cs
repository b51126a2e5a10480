using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>Plans and applies the removal of roles, each by the removal of all kinds of users.</summary>
/// <param name="session">As the master.</param>
/// <param name="request">What was asked for.</param>
/// <param name="provisioner">Who applies the plan.</param>
internal sealed class RoleRemover(Session session, RoleRequest request, RoleProvisioner provisioner)
{
    private readonly FoundUserReader _reader = new(session, ManagedKind.Role);

    /// <exception cref="HoopException"><c>Roles.NotOurs</c>, <c>Roles.CannotRemove</c>, <c>Database.ReadOnly</c>.</exception>
    public async Task<RoleRemovalPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var kinds = request.Kinds.Distinct().ToList();
        var found = await _reader.ReadAsync([.. kinds.Select(kind => kind.RoleName())], cancellationToken);
        if (found.Users.Count > 0)
            found.Server.RefuseReadOnly(request.Master);
        var findings = new Dictionary<RoleKind, IReadOnlyList<Finding>>();
        var refused = new Dictionary<RoleKind, Finding>();
        var steps = new List<PlanStep>();
        foreach (var kind in kinds)
        {
            if (found.Find(kind.RoleName()) is not { } user || !user.Accounts.Any(account => account.Account.Host == Order(kind).Host))
                continue;
            var mayBeProved = !found.Server.Version.HasUserAttributes && user.OtherKind is null;
            var (removal, refusal) =
                AccountRemoval.Of(UserOf(kind), user, Order(kind) with { IsProvedByPassword = mayBeProved }, found.Server);
            if (refusal is not null)
            {
                refused[kind] = refusal.Findings[0];
                findings[kind] = refusal.Findings;
                continue;
            }

            var isOurs = AccountRemoval.Of(UserOf(kind), user, Order(kind), found.Server).Removal is not null;
            steps.AddRange(removal!.Steps(ManagedKind.Role, request.DropCode).Select(step => isOurs || step.Action != "lock" ? step
                : step with { Note = "it bears no mark of ours: it is removed only if a stored password of it logs in" }));
            findings[kind] = [.. (request.DropCode ? [] : removal.Definers).Select(definer => definer.Finding), .. removal.Others];
        }

        // One that is not ours keeps no other from going.
        if (refused.Count > 0 && refused.Count == findings.Count)
            throw Refusal(refused.First().Key, found.Server.Version, refused.First().Value);
        return new RoleRemovalPlan(
            request, new Plan($"{request.Master.Host}:{request.Master.Port}", "remove roles", steps), findings, [.. findings.Keys],
            provisioner)
        {
            States = kinds.ToDictionary(kind => kind, kind => findings.ContainsKey(kind) ? RoleState.Drifted : RoleState.Missing),
        };
    }

    /// <summary>Removes one role.</summary>
    public async Task<RoleOutcome> ApplyAsync(
        RoleKind kind, IRolePasswords passwords, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var removal = await RemoveAsync(Order(kind));
            // Made before there was a place for a mark, or where there is none: then a stored password that logs in shows that it is ours.
            if (removal.State == UserRemovalState.Refused && !session.Version.HasUserAttributes && await LogsInAsync())
                removal = await RemoveAsync(Order(kind) with { IsProvedByPassword = true });
            if (removal.State == UserRemovalState.Removed)
                await passwords.ForgetAsync(kind, cancellationToken);
            return OutcomeOf(kind, removal);
        }
        catch (HoopException exception)
        {
            return new RoleOutcome(kind, RoleState.Failed, [Failed(kind, FindingReasons.Failed, exception.Message)]);
        }

        async Task<UserRemoval> RemoveAsync(RemovalOrder order) =>
            (await ManagedChange.RunAsync(new UserRemover(session, _reader, order, [UserOf(kind)], host, time), cancellationToken))[0];

        async Task<bool> LogsInAsync() => await passwords.InspectUnmarkedAsync(
                kind, cancellationToken) is { Knowledge: RolePasswordKnowledge.Working, Login: not null };
    }

    private RoleOutcome OutcomeOf(RoleKind kind, UserRemoval removal) => removal.State switch
    {
        UserRemovalState.Removed or UserRemovalState.Missing => new RoleOutcome(kind, RoleState.Removed, removal.Findings),
        UserRemovalState.Locked => new RoleOutcome(kind, RoleState.Incomplete, removal.Findings),
        UserRemovalState.Refused => new RoleOutcome(kind, RoleState.Failed, [.. removal.Findings.Select(finding => Failed(kind,
            finding.Reason == FindingReasons.NotOurs ? RoleErrors.NotOurs.Id : finding.Reason,
            finding.Message + (session.Version.HasUserAttributes ? "" : "; no stored password of it logs in")))]),
        _ => new RoleOutcome(kind, RoleState.Failed, removal.Findings.Count > 0 ? removal.Findings
            : [Failed(kind, FindingReasons.Failed, "is still there after it was dropped: somebody made it again")]),
    };

    private Finding Failed(RoleKind kind, string reason, string message) =>
        new(null, $"user {RolePlanner.AccountOf(request, kind, session.Version)}", reason, message);

    private RemovalOrder Order(RoleKind kind) =>
        new(ManagedKind.Role, request.Adopt)
        {
            Host = RolePlanner.AccountOf(request, kind, session.Version).Host, DropCode = request.DropCode,
        };

    private static UserToRemove UserOf(RoleKind kind) => new(kind.RoleName(), OnlyIfExpired: false);

    private HoopException Refusal(RoleKind kind, ServerRelease version, Finding finding) =>
        (finding.Reason == FindingReasons.NotOurs ? RoleErrors.NotOurs : RoleErrors.CannotRemove).Error(
            $"The user {RolePlanner.AccountOf(request, kind, version)} is on the server and is not removed: {finding.Message}.",
            RolePlanner.AccountOf(request, kind, version).ToString(),
            "-Adopt removes it all the same, if it is to go.");
}
