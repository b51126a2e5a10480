using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>Compares each role with what it should be and says what is to be done.</summary>
/// <param name="server">What was read.</param>
/// <param name="request">What was asked for.</param>
internal sealed class RolePlanner(ServerReading server, RoleRequest request)
{
    /// <summary>The users that are the roles.</summary>
    public static IReadOnlyList<string> UserNames { get; } = [.. RoleNames.All.Select(kind => kind.RoleName())];

    /// <summary>The account of a role.</summary>
    public static Account AccountOf(RoleRequest request, RoleKind kind, ServerRelease version) =>
        Account.Create(kind.RoleName(), request.HostPattern, version.IsMariaDb);

    /// <exception cref="HoopException">
    /// <c>Roles.NotOurs</c>, <c>Roles.NoWorkingSecret</c>, <c>Roles.ServerWideNotServed</c>, <c>Database.ReadOnly</c>,
    /// <c>Database.HashRefused</c>,
    /// <c>Ledger.CannotCreate</c>, <c>Ledger.MarkRoleHasPrivileges</c>.
    /// </exception>
    public async Task<RoleChangePlan> PlanAsync(
        IRolePasswords passwords, RoleProvisioner provisioner, Session session, CancellationToken cancellationToken)
    {
        request.Databases.Check(server.Schemas, request.Master);
        RefuseServerWideChoice();
        var (changes, refused) = await RoleRefusals.EachAsync(request.Kinds.Distinct(), async kind =>
        {
            var account = AccountOf(request, kind, server.Version);
            if (server.Find(account) is null)
                await LeftDefiners.RefuseAsync(session, account, cancellationToken);
            return await CompareAsync(kind, passwords, cancellationToken);
        });
        // Each role needs the ledger and the mark role; the first makes them.
        var steps = changes.SelectMany(change => change.Steps()).DistinctBy(step => step.Statement);
        var plan = new Plan($"{request.Master.Host}:{request.Master.Port}", "provision roles", [.. steps]);
        var served = request with { Kinds = [.. changes.Select(change => change.Kind)] };
        return new RoleChangePlan(served, plan, changes.ToDictionary(change => change.Kind, change => change.Findings), server, changes)
        {
            Provisioner = provisioner,
            Refusals = refused,
            Served = [.. changes.SelectMany(change => change.Schemas).Distinct(StringComparer.Ordinal)],
            States = changes.ToDictionary(change => change.Kind, change => change.State),
        };
    }

    /// <summary>What differs, and what becomes of the password.</summary>
    /// <exception cref="HoopException">Those of <see cref="PlanAsync"/>.</exception>
    public async Task<RoleChange> CompareAsync(RoleKind kind, IRolePasswords passwords, CancellationToken cancellationToken)
    {
        server.RefuseReadOnly(request.Master);
        RefuseForgers(kind);
        var change = await WithPasswordAsync(Compare(kind), passwords, cancellationToken);
        if (change.SetPassword)
            server.RefuseHashRefusal(request.Master);
        change.Marked.Check(request.Master, change.AccountStatements(PlanStep.Hole));
        return change;
    }

    /// <summary>What differs apart from the password.</summary>
    public RoleChange Compare(RoleKind kind)
    {
        var account = AccountOf(request, kind, server.Version);
        var difference = RolePrivileges.Difference(server, kind, request.ServerWide, ManagedKind.Role, request.Databases);
        var present = server.Find(account);
        var mark = present is null ? null : MarkReading.Of(present, server.Version).Mark;
        var isMarked = mark?.Kind == ManagedKind.Role;
        var grants = difference.Compare(account, present?.Grants ?? []).Concat(present is null ? [] : Lift(present))
            .ToLookup(grant => grant.OutOfReachOf is null);
        return new RoleChange(kind, account, server)
        {
            Plugin = present is { Plugin: PasswordHash.Native or PasswordHash.CachingSha2 } && !server.Version.IsMariaDb
                ? present.Plugin : server.Version.DefaultPlugin,
            Unlock = present is { IsLocked: true },
            // Where the server had no place for a mark, or has none that proves anything, a role without one may be ours all the same.
            Mark = present is null || (!isMarked && server.Version.HasProof && (server.Version.HasUserAttributes || request.Adopt)),
            Upgrade = !isMarked || mark!.IsOutdated,
            Grants = [.. grants[true]],
            Lasting = [.. server.Others(account).Select(Shadow), .. difference.Lasting(), .. grants[false].Select(grant => grant.Finding)],
            Schemas = request.ServerWide ? server.Schemas : difference.Schemas,
        };
    }

    /// <summary>What hangs on the account besides its grants.</summary>
    private IEnumerable<GrantChange> Lift(AccountReading present)
    {
        if (present.Limits.Count > 0)
        {
            yield return new GrantChange(true, null, "resource limits", string.Join(", ", present.Limits),
                AccountLimits.Lift(present.Account, present.Limits));
        }

        if (present.TakesRole)
        {
            yield return new GrantChange(true, null, "default role", "a role that it takes at login",
                AccountLimits.TakeNoRole(present.Account, server.Version));
        }
    }

    private async Task<RoleChange> WithPasswordAsync(RoleChange change, IRolePasswords passwords, CancellationToken cancellationToken)
    {
        if (server.Find(change.Account) is not { } present)
            return change with { SetPassword = true };

        var marks = MarkReading.Of(present, server.Version);
        var isMarked = marks.Is(ManagedKind.Role);
        if (marks.OtherThan(ManagedKind.Role, present.Account.User) is { } other && !request.Adopt)
            throw NotOurs(change.Account, $"was made by HoopConnect as {MarkReading.Words(other)}");
        // A locked account lets nobody in: a stored password cannot be tried.
        var state = present.IsLocked ? null
            : isMarked ? await passwords.InspectAsync(change.Kind, existsOnServer: true, cancellationToken)
            : await passwords.InspectUnmarkedAsync(change.Kind, cancellationToken);
        var works = state?.Knowledge == RolePasswordKnowledge.Working;
        // A test without a vault presumes that the password works and names no login: it proves nothing where every user of ours has a
        // mark, and
        // has to do where one that an earlier version made has none.
        var ours = isMarked || (works && (state!.Login is not null || !server.Version.HasUserAttributes));
        if (!ours && !request.Adopt)
        {
            throw NotOurs(change.Account, server.Version.HasUserAttributes ? "was not made by HoopConnect"
                : $"bears no mark of HoopConnect{(server.Version.HasProof ? "" : $", for which {server.Version} has no place")}, and no " +
                    "stored password of it logs in");
        }

        // No password is set, no lock opened, and it is not taken over.
        if (change.HasPowers)
        {
            return change with
            {
                Unlock = false,
                Mark = change.Mark && isMarked,
                Lasting = !request.RotatePassword ? change.Lasting : [.. change.Lasting, new Finding(
                    null, "password", FindingReasons.Unfixable,
                    "rotation was asked for, and no password is set while the user has a power beyond its contract")],
            };
        }

        var reason = request.RotatePassword ? "rotation was asked for"
            : works ? null
            : state is null ? "the user is locked, so no stored password can be proved"
            : state.Knowledge == RolePasswordKnowledge.NoVault ? "no vault was given: whoever uses the present password needs the new one"
            : request.Adopt && !isMarked ? "the user is taken over: whoever uses the present password needs the new one"
            : throw RoleErrors.NoWorkingSecret.Error(
                $"The user {change.Account} is on the server and the vault holds no password of it that logs in.",
                change.Account.ToString());
        if (reason is null)
            return change with { Login = state!.Login };
        var plugin = present.Plugin.Length > 0 && present.Plugin != change.Plugin
            ? $"; logs in by {change.Plugin} from then on, not by {present.Plugin}" : "";
        return change with { SetPassword = true, PasswordNote = reason + plugin };
    }

    /// <summary>
    /// Who writes on <c>*.*</c> writes the server's own tables: it can say of any account that we made it, and give itself any privilege.
    /// </summary>
    private void RefuseForgers(RoleKind kind)
    {
        if (!request.ServerWide || kind == RoleKind.ReadOnly || server.PartialRevokes)
            return;
        throw RoleErrors.ServerWideNotServed.Error(
            $"-ServerWide would let '{kind.RoleName()}' write on *.*, and so in the schema mysql of " +
                $"{request.Master.Host}:{request.Master.Port} as well: it could say of " +
                "any account that HoopConnect made it, which removals then drop, and give itself any privilege. Nothing was changed.",
            request.Master.ToString(),
            "Leave -ServerWide out: each user schema is granted on, and those made later by the next run; or give it to hoop_ro " +
                "alone (-Role ReadOnly)."
                + (server.Version.HasPartialRevokes
                    ? " With partial_revokes=ON the schema mysql is kept from the roles, and -ServerWide serves all three." : ""));
    }

    private void RefuseServerWideChoice()
    {
        if (request is not { ServerWide: true, Databases.IsAll: false })
            return;
        throw RoleErrors.ServerWideNotServed.Error(
            $"-ServerWide grants on every schema of {request.Master.Host}:{request.Master.Port}, and not only on {request.Databases}. "
                + "Nothing was changed.",
            request.Master.ToString(),
            "Leave -ServerWide out, or -Database and -ExcludeDatabase.");
    }

    private static HoopException NotOurs(Account account, string why) => RoleErrors.NotOurs.Error(
        $"The user {account} is on the server and {why}.", account.ToString(),
        "Name the vault that has its password, or take it over with -Adopt: its privileges are brought into line, and it gets a new " +
            "password.");

    /// <summary>
    /// The server lets the account in whose host fits best: one that we do not know of decides over the password and the privileges.
    /// </summary>
    private static Finding Shadow(Account other) => new(null, $"user {other}", FindingReasons.Unfixable,
        "another account of the same name, with a password and privileges of its own; if nobody needs it, the master runs: DROP USER " +
        $"{other.Sql}");
}
