using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.IamUsers;

/// <summary>What is to be done to one account, from what the server says and what was asked for.</summary>
internal sealed class IamUserDifference(IamServerReading reading, IamUserRequest request, Account account)
{
    private const string RequireTls = "REQUIRE SSL";

    private readonly AccountReading? _present = reading.Server.Find(account);

    /// <summary>The account is not there.</summary>
    public bool Create => _present is null;

    /// <summary>The account as it is made or altered.</summary>
    public MarkedAccount Marked => new(reading.Server, account, ManagedKind.Iam);

    /// <summary>What is granted and revoked.</summary>
    public IReadOnlyList<GrantChange> Grants => [.. Compare().Where(grant => !grant.Revoke || MayRevoke)];

    /// <summary>What somebody gave it on the server, and nobody whom we make has.</summary>
    public IReadOnlyList<GrantChange> Powers => [.. Grants.Where(grant => grant.IsPower)];

    private MarkReading? Marks => _present is null ? null : MarkReading.Of(_present, reading.Server.Version);

    private bool IsOurs => Marks is { } marks && marks.Is(ManagedKind.Iam);

    private ManagedKind? OtherKind => Marks?.OtherThan(ManagedKind.Iam, account.User);

    /// <summary>What is not ours to take is left, and told, where no mark says that we gave it.</summary>
    private bool MayRevoke => Create || request.Adopt || IsOurs;

    private string ByToken => PasswordHash.Clause(reading.Server.Version, TokenPlugin.Name, $"'{TokenPlugin.Method}'");

    /// <summary>Refuses what must not or cannot be done.</summary>
    /// <exception cref="HoopException">Those of <see cref="IIamUserProvisioner.PlanAsync"/>.</exception>
    public void Check()
    {
        reading.Server.RefuseReadOnly(request.Master);
        if (!reading.HasPlugin)
        {
            throw IamUserRefusals.NotEnabled(request, reading.PluginStatus is null
                ? $"plugin '{TokenPlugin.Name}' is not loaded, which RDS does when IAM authentication is enabled"
                : $"plugin '{TokenPlugin.Name}' is {reading.PluginStatus}");
        }

        if (request.IsExisting && _present is null)
        {
            var others = reading.Server.Others(account).Select(other => other.Sql).ToList();
            throw IamUserRefusals.NotFound(
                request, account.Sql, others.Count == 0 ? "" : $", but {string.Join(", ", others)} (name its host with -HostPattern)");
        }

        if (OtherKind is { } kind && !request.Adopt)
            throw OfAnotherKind(kind);
        Marked.Check(request.Master, AccountStatements());
        if (request.IsExisting)
            return;
        if (request.IsMaster)
            throw IamUserRefusals.IsMaster(request);
        if (!Create && !IsOurs && !request.Adopt)
            throw IamUserRefusals.NotOurs(request, account.Sql);
        if (Powers.Where(grant => grant.OutOfReachOf is not null).ToList() is { Count: > 0 } powers)
            throw HasPowers(powers);
        foreach (var schema in request.Grants?.Databases ?? [])
        {
            if (reading.Server.FindSchema(schema) is null)
                throw IamUserRefusals.NoScope(request, IamUserErrors.DatabaseNotFound, $"user schema '{schema}'");
        }

    }

    /// <summary>What is done to the account itself.</summary>
    public IReadOnlyList<UserStatement> AccountStatements()
    {
        if (Create)
            return Marked.Create(Mark, ByToken, new UserStatement("require TLS", RequireTls));
        var login = !TokenPlugin.IsOf(_present) || reading.Method != TokenPlugin.Method
            ? new UserStatement("log in by token", $"{ByToken} {RequireTls}")
            : !reading.RequiresTls ? new UserStatement("require TLS", RequireTls)
            : null;
        var unlock = _present!.IsLocked ? new UserStatement("unlock", "ACCOUNT UNLOCK") : null;
        // By itself an earlier mark is no change.
        var marks = TakesMark || (IsOurs && Marks!.Mark!.IsOutdated && (login is not null || unlock is not null || Grants.Count > 0));
        return
        [
            .. login is not null ? Marked.Alter(marks ? Mark : null, login) : marks ? Marked.Mark(Mark) : [],
            .. unlock is not null ? Marked.Alter(null, unlock) : [],
        ];
    }

    /// <summary>The steps, in the order they run.</summary>
    public IReadOnlyList<PlanStep> Steps()
    {
        var target = $"user {account}";
        var statements = AccountStatements();
        return
        [
            .. Marked.WithFoundation(statements).Select(statement =>
                statement.ToStep(target) with { Note = statement.Action == "log in by token" ? "its password stops working" : null }),
            .. Grants.Select(grant => grant.ToStep(account)),
        ];
    }

    /// <summary>What is not as it should be, and stays when the steps are done.</summary>
    public IReadOnlyList<Finding> Lasting() =>
    [
        .. Compare().Where(grant => grant.Revoke && !MayRevoke).Select(grant => grant.Finding with
        {
            Reason = FindingReasons.Unfixable,
            Message = $"{grant.Finding.Message}, and no mark says that HoopConnect gave it: with -Adopt it is taken away ({grant.Sql})",
        }),
        .. Difference()?.Lasting() ?? [],
        .. reading.Server.Others(account).Select(other => new Finding(null, $"user {other}", FindingReasons.Unfixable,
            "another account of the same name, which the server takes for logins from its host: its way to log in and its privileges " +
            "are its own")),
    ];

    /// <summary>
    /// The account is marked as ours: one that is made or taken over, not one that somebody has and that only logs in another way.
    /// </summary>
    private bool TakesMark => !IsOurs && (!request.IsExisting || OtherKind is not null);

    private ManagedMark Mark => new(ManagedKind.Iam)
    {
        Created = Create ? reading.Server.Now : IsOurs ? Marks!.Mark!.Created : null,
        Policy = request.Grants?.Policy,
    };

    private IReadOnlyList<GrantChange> Compare() => Difference()?.Compare(account, _present?.Grants ?? []) ?? [];

    /// <summary>What compares its privileges with those of the role or of the policy; null where they are left alone.</summary>
    private GrantDifference? Difference() =>
        request.Role is { } role ? RolePrivileges.Difference(reading.Server, role, serverWide: false, ManagedKind.Iam)
        : request.Grants is { } wanted ? PolicyPrivileges.Difference(
            reading.Server, request.UserName, wanted, ManagedKind.Iam, IamUserErrors.CannotGrant)
        : null;

    /// <summary>It has what the master cannot take back.</summary>
    public HoopException HasPowers(IReadOnlyList<GrantChange> powers) => IamUserErrors.HasPowers.Error(
        $"Somebody gave the user {account} {string.Join(", ", powers.Select(power => $"{power.What} on {power.Subject}"))}, and " +
        $"'{request.Master.Login.UserName}' cannot take that back: no login is opened to it.",
        request.UserName, $"Who may, runs: {string.Join("; ", powers.Select(power => power.Sql))}");

    private HoopException OfAnotherKind(ManagedKind kind) => IamUserErrors.NotOurs.Error(request,
        $"The user {account.Sql} is not of those that log in by IAM: HoopConnect makes it as {MarkReading.Words(kind)}, who would lose " +
        "his password.",
        "Choose another name, or take it over with -Adopt: its password stops working, and it is a user that logs in by IAM from then on.");
}
