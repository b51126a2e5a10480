using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.IdentityCenterUsers;

/// <summary>What is to be done to the account of one member.</summary>
/// <param name="reading">The server.</param>
/// <param name="member">The member.</param>
/// <param name="present">The account as it is; null where there is none.</param>
internal sealed class MemberDifference(MemberReading reading, IdentityCenterMember member, AccountReading? present)
    : IMemberDifference
{
    private const string RequireTls = "REQUIRE SSL";

    private readonly Account _account = Account.Create(member.UserName, MemberUsers.AnyHost, reading.Server.Version.IsMariaDb);
    private readonly MemberPrivileges _privileges = new(reading, member);
    private IReadOnlyList<GrantChange>? _grants;
    private IReadOnlyList<UserStatement>? _accountStatements;

    /// <summary>The member.</summary>
    public IdentityCenterMember Member => member;

    /// <summary>The account as it is to be named.</summary>
    public Account Account => _account;

    /// <summary>The account as it is named now; null where there is none.</summary>
    public Account? Present => present?.Account;

    /// <inheritdoc/>
    public string? PresentName => present?.Account.User;

    /// <summary>There is no account yet.</summary>
    public bool Create => present is null;

    /// <summary>The person has another name.</summary>
    public bool Rename => present is not null && present.Account != _account;

    /// <summary>What is granted and revoked.</summary>
    public IReadOnlyList<GrantChange> Grants => _grants ??= _privileges.Compare(_account, present?.Grants ?? []);

    /// <summary>What somebody gave it on the server, and nobody whom we make has.</summary>
    public IReadOnlyList<GrantChange> Powers => [.. Grants.Where(grant => grant.IsPower && !IsFormerRole(grant))];

    /// <summary>The roles (in the server's sense) that it lacks.</summary>
    public IReadOnlyList<string> MissingRoles => [.. _privileges.Roles.Where(role => !HeldRoles.Contains(role))];

    /// <summary>What it was given by groups before, and is no more.</summary>
    public IReadOnlyList<string> Revoked => [.. Grants.Where(grant => grant.Revoke).Select(grant => $"{grant.What} on {grant.Subject}")];

    /// <summary>What it is given now.</summary>
    public IReadOnlyList<string> Granted =>
        [.. MissingRoles, .. Grants.Any(grant => !grant.Revoke) ? member.Roles.Where(IsDirect).Select(role => role.ToString()) : []];

    /// <summary>What somebody gave it and the master cannot take back, or what cannot be given; null for nothing.</summary>
    public HoopException? Lasting =>
        Powers.Where(power => power.OutOfReachOf is not null).ToList() is { Count: > 0 } powers
            ? IdentityCenterUserErrors.HasPowers.Error(
                $"Somebody gave the user {_account} {string.Join(", ", powers.Select(power => $"{power.What} on {power.Subject}"))}, and "
                + $"'{reading.Server.MasterAccount.User}' cannot take that back: no login is opened to it.",
                member.UserName, $"Who may, runs: {string.Join("; ", powers.Select(power => power.Sql))}")
            : _privileges.LeftOut is [_, ..] leftOut
                ? IdentityCenterUserErrors.OneDefaultRole.Error(
                    $"The user {_account} would have several roles, and on MariaDB one is active at login: it has '{_privileges.Roles[0]}' "
                    + $"and not {string.Join(", ", leftOut.Select(role => $"'{role}'"))}.", member.UserName)
                : null;

    /// <summary>How it is made or altered as ours.</summary>
    public MarkedAccount Marked => new(AsRenamed(), _account, ManagedKind.IdentityCenter);

    /// <summary>What is done to the account itself, under its new name.</summary>
    public IReadOnlyList<UserStatement> AccountStatements() => _accountStatements ??= CompareAccount();

    /// <summary>What is granted besides privileges: roles, and those that are active at login.</summary>
    public IReadOnlyList<UserStatement> RoleStatements()
    {
        var wanted = _privileges.Roles;
        var now = present is null ? [] : reading.DefaultRoles[present.Account].ToList();
        var sql = wanted.Select(role => MemberPrivileges.SqlOf(role, reading.Server.Version)).ToList();
        var ofMariaDb = reading.Server.Version.IsMariaDb;
        return
        [
            .. MissingRoles.Select(role =>
                new UserStatement("grant role", $"GRANT {MemberPrivileges.SqlOf(role, reading.Server.Version)} TO {_account.Sql}")),
            .. now.Order(StringComparer.Ordinal).SequenceEqual(wanted.Order(StringComparer.Ordinal)) ? []
                : wanted.Count == 0
                    ? [new UserStatement("take no role at login", AccountLimits.TakeNoRole(_account, reading.Server.Version))]
                : (IEnumerable<UserStatement>)[new UserStatement("take role at login", ofMariaDb
                    ? $"SET DEFAULT ROLE {sql[0]} FOR {_account.Sql}"
                    : $"ALTER USER {_account.Sql} DEFAULT ROLE {string.Join(", ", sql)}")],
        ];
    }

    /// <summary>The steps, in the order they run.</summary>
    public IReadOnlyList<PlanStep> Steps()
    {
        var target = $"user {_account}";
        return
        [
            .. Powers.Select(power => power.ToStep(_account)),
            .. AccountStatements().Select(statement => statement.ToStep(target)),
            .. Grants.Except(Powers).Select(grant => grant.ToStep(_account)),
            .. RoleStatements().Select(statement => statement.ToStep(target)),
        ];
    }

    private IReadOnlyList<UserStatement> CompareAccount()
    {
        var byToken = PasswordHash.Clause(reading.Server.Version, TokenPlugin.Name, $"'{TokenPlugin.Method}'");
        if (Create)
            return Marked.Create(Mark(), byToken, new UserStatement("require TLS", RequireTls));
        var login = reading.ByToken.Contains(present!.Account) ? null : new UserStatement("log in by token", $"{byToken} {RequireTls}");
        var unlock = present.IsLocked ? new UserStatement("unlock", "ACCOUNT UNLOCK") : null;
        // A row of the ledger is that of a name.
        var marks = reading.Mark(present) is not { IsOutdated: false } mark || mark.Owner != member.Id
            || (Rename && !reading.Server.Version.HasUserAttributes);
        return
        [
            .. login is not null ? Marked.Alter(marks ? Mark() : null, login) : marks ? Marked.Mark(Mark()) : [],
            .. unlock is not null ? Marked.Alter(null, unlock) : [],
        ];
    }

    private HashSet<string> HeldRoles => (present?.Grants ?? []).Where(grant => grant.Level == GrantLevel.Role)
        .Select(grant => grant.Pattern).ToHashSet(StringComparer.Ordinal);

    private static bool IsDirect(MemberRole role) => role.Kind is not null || role.Policy is not null;

    /// <summary>A role is a power, but one that a group gave is only a former one.</summary>
    private static bool IsFormerRole(GrantChange grant) =>
        grant is { Revoke: true, OutOfReachOf: null } && grant.Subject.StartsWith("role ", StringComparison.Ordinal);

    private ServerReading AsRenamed() => !Rename ? reading.Server : reading.Server with
    {
        Accounts = [.. reading.Server.Accounts.Where(found => found.Account != _account)
            .Select(found => found.Account == present!.Account ? found with { Account = _account } : found)],
    };

    private ManagedMark Mark() => new(ManagedKind.IdentityCenter)
    {
        Owner = member.Id,
        Created = Create ? reading.Server.Now : reading.Mark(present!)?.Created,
    };
}
