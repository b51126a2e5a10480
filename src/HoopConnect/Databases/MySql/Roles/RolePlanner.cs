using HoopConnect.Databases.MySql.Server;
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

    /// <exception cref="HoopException"><c>Roles.NotOurs</c>, <c>Roles.NoWorkingSecret</c>.</exception>
    public async Task<RoleChangePlan> PlanAsync(IRolePasswords passwords, CancellationToken cancellationToken)
    {
        var changes = new List<RoleChange>();
        foreach (var kind in request.Kinds.Distinct())
            changes.Add(await CompareAsync(kind, passwords, cancellationToken));
        var plan = new Plan($"{request.Master.Host}:{request.Master.Port}", "provision roles", changes.SelectMany(change => change.Steps(server.Version)).ToList());
        return new RoleChangePlan(request, plan, changes.ToDictionary(change => change.Kind, change => change.Findings), server, changes)
        {
            States = changes.ToDictionary(change => change.Kind, change => change.State),
        };
    }

    /// <summary>What differs apart from the password.</summary>
    public RoleChange Compare(RoleKind kind)
    {
        var account = AccountOf(request, kind, server.Version);
        var differ = RolePrivileges.Difference(server, kind, request.ServerWide);
        var present = server.Find(account);
        return new RoleChange(kind, account)
        {
            Create = present is null,
            Plugin = present is { Plugin: PasswordHash.Native or PasswordHash.CachingSha2 } && !server.Version.IsMariaDb ? present.Plugin : server.Version.DefaultPlugin,
            Unlock = present is { IsLocked: true },
            Mark = server.Version.HasUserAttributes && present is not { IsMarked: true },
            Grants = differ.Compare(account, present?.Grants ?? []),
            Lasting = [.. server.Others(account).Select(Shadow), .. differ.Lasting()],
            Schemas = request.ServerWide ? server.Schemas : differ.Schemas,
        };
    }

    private async Task<RoleChange> CompareAsync(RoleKind kind, IRolePasswords passwords, CancellationToken cancellationToken)
    {
        var change = Compare(kind);
        if (server.Find(change.Account) is not { } present)
            return change with { SetPassword = true };

        // A locked account lets nobody in: a stored password cannot be tried.
        var state = present.IsLocked ? null : await passwords.InspectAsync(kind, existsOnServer: true, cancellationToken);
        var works = state?.Knowledge == RolePasswordKnowledge.Working;
        // A test without a vault presumes that the password works and names no login: it proves nothing where a mark could be, and has to do where none can.
        var ours = present.IsMarked || (works && (state!.Login is not null || !server.Version.HasUserAttributes));
        if (!ours && !request.Adopt)
            throw NotOurs(change.Account);
        var reason = request.RotatePassword ? "rotation was asked for"
            : works ? null
            : state is null ? "the user is locked, so no stored password can be proved"
            : state.Knowledge == RolePasswordKnowledge.NoVault ? "no vault was given: whoever uses the present password needs the new one"
            : request.Adopt && !present.IsMarked ? "the user is taken over: whoever uses the present password needs the new one"
            : throw Error("Roles.NoWorkingSecret", HoopErrorKind.AuthenticationError, change.Account,
                $"The user {change.Account} is on the server and the vault holds no password of it that logs in.",
                "Find out who changed it. -RotatePassword sets a new one; whoever uses the present one needs the new one then.");
        if (reason is null)
            return change with { Login = state!.Login };
        var plugin = present.Plugin.Length > 0 && present.Plugin != change.Plugin ? $"; logs in by {change.Plugin} from then on, not by {present.Plugin}" : "";
        return change with { SetPassword = true, PasswordNote = reason + plugin };
    }

    private HoopException NotOurs(Account account) => Error("Roles.NotOurs", HoopErrorKind.ResourceExists, account,
        server.Version.HasUserAttributes
            ? $"The user {account} is on the server and was not made by HoopConnect."
            : $"The user {account} is on the server, and no stored password of it logs in, which is what shows on {server.Version} that HoopConnect made it.",
        "Name the vault that has its password, or take it over with -Adopt: its privileges are brought into line, and it gets a new password.");

    /// <summary>The server lets the account in whose host fits best: one that we do not know of decides over the password and the privileges.</summary>
    private static Finding Shadow(Account other) => new(null, $"user {other}", "Unfixable",
        $"another account of the same name, with a password and privileges of its own; if nobody needs it, the master runs: DROP USER {other.Sql}");

    private static HoopException Error(string id, HoopErrorKind kind, Account account, string message, string action) =>
        new(id, kind, message) { Target = account.ToString(), RecommendedAction = action };
}
