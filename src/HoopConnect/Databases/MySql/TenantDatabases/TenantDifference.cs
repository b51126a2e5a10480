using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.TenantDatabases;

/// <summary>What is to be done for one tenant, stage by stage.</summary>
/// <param name="reading">The server.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="definers">What runs in the name of a user that is not there.</param>
internal sealed class TenantDifference(TenantReading reading, TenantToServe tenant, IReadOnlyList<DefinedObject> definers)
{
    private const string RequireTls = "REQUIRE SSL";

    private readonly Account _account = Account.Create(tenant.Name, TenantReading.AnyHost, reading.Server.Version.IsMariaDb);
    private readonly AccountReading? _present = reading.Server.Find(new Account(tenant.Name, TenantReading.AnyHost));
    private readonly string? _schema = reading.Server.FindSchema(tenant.Name);

    /// <summary>The tenant.</summary>
    public TenantToServe Tenant => tenant;

    /// <summary>The account.</summary>
    public Account Account => _account;

    /// <summary>The user is there, and is the tenant's.</summary>
    public bool HasUser => _present is not null && IsTheTenants;

    /// <summary>The database is there.</summary>
    public bool HasDatabase => _schema is not null;

    /// <summary>The user may log in.</summary>
    public bool MayLogIn => _present is { IsLocked: false };

    /// <summary>How the account is marked.</summary>
    public MarkedAccount Marked => new(reading.Server, _account, ManagedKind.Tenant);

    /// <summary>What somebody gave it on the server, and no tenant has.</summary>
    public IReadOnlyList<GrantChange> Powers => [.. Compare().Where(grant => grant.IsPower)];

    /// <summary>What it is given in its database, and what it has elsewhere.</summary>
    public IReadOnlyList<GrantChange> Grants => [.. Compare().Where(grant => !grant.IsPower)];

    /// <summary>Why nothing is done for the tenant; null where it can be served.</summary>
    public HoopException? Refusal
    {
        get
        {
            if (RemovalRefusal is { } others)
                return others;
            if (_present is null && definers is [var code, ..])
            {
                return TenantDatabaseErrors.NotOurs.Error(
                    $"The user {_account} is not made: {code.Kind} {code.Place} would run with its rights (DEFINER).", tenant.Name,
                    $"Drop it, or make it again with another definer: {code.Drop}");
            }

            return Powers.Where(power => power.OutOfReachOf is not null).ToList() is { Count: > 0 } powers
                ? TenantDatabaseErrors.HasPowers.Error(
                    $"Somebody gave the user {_account} {string.Join(", ", powers.Select(power => $"{power.What} on {power.Subject}"))}, "
                    + $"and '{reading.Server.MasterAccount.User}' cannot take that back: no login is opened to it.",
                    tenant.Name, $"Who may, runs: {string.Join("; ", powers.Select(power => power.Sql))}")
                : null;
        }
    }

    /// <summary>Why the tenant is not removed; null where it may be.</summary>
    public HoopException? RemovalRefusal
    {
        get
        {
            var other = reading.Server.Accounts.FirstOrDefault(account => account.Account.User == tenant.Name
                && (account.Account != _account || !IsTheTenants));
            // A removal drops the database before its user: this is nobody's whom we know.
            if (_present is null && other is null && _schema is not null)
            {
                return NotOurs($"The database {Identifier.Backticks(_schema)} is on the server without a user of its name, and nothing "
                    + "says whose it is");
            }

            return other is null ? null : NotOurs($"The user {other.Account} is on the server and "
                + (reading.Mark(other) is { Owner: var owner } ? $"is that of the tenant '{owner}'"
                    : MarkReading.Of(other, reading.Server.Version).Mark.MadeBy()));
        }
    }

    /// <summary>All of it, in the order it is done.</summary>
    public IReadOnlyList<PlanStep> Steps()
    {
        var target = $"user {_account}";
        return
        [
            .. Powers.Select(power => power.ToStep(_account)),
            .. AccountStatements().Select(statement => statement.ToStep(target)),
            .. MakeStatements().Select(statement => statement.ToStep($"database {Identifier.Backticks(tenant.Name)}")),
            .. Grants.Select(grant => grant.ToStep(_account)),
            .. UnlockStatements().Select(statement => statement.ToStep(target)),
        ];
    }

    /// <summary>The account, with its mark: by that the database is known as ours from its first moment.</summary>
    public IReadOnlyList<UserStatement> AccountStatements()
    {
        var byToken = PasswordHash.Clause(reading.Server.Version, TokenPlugin.Name, $"'{TokenPlugin.Method}'");
        if (_present is null)
            return Marked.Create(Mark(), byToken, new UserStatement("require TLS", RequireTls));
        var outdated = reading.Mark(_present) is not { IsOutdated: false };
        return !reading.ByToken.Contains(_account)
            ? Marked.Alter(outdated ? Mark() : null, new UserStatement("log in by token", $"{byToken} {RequireTls}"))
            : outdated ? Marked.Mark(Mark()) : [];
    }

    /// <summary>The database itself.</summary>
    public IReadOnlyList<UserStatement> MakeStatements() => _schema is not null ? [] :
    [
        new UserStatement("create database", $"CREATE DATABASE {Identifier.Backticks(tenant.Name)} CHARACTER SET utf8mb4"),
    ];

    /// <summary>Logins again, of a tenant whose database was kept.</summary>
    public IReadOnlyList<UserStatement> UnlockStatements() =>
        _present is { IsLocked: true } ? Marked.Alter(null, new UserStatement("unlock", "ACCOUNT UNLOCK")) : [];

    /// <summary>What keeps the database and lets nobody log in.</summary>
    public IReadOnlyList<PlanStep> RetainSteps() => MayLogIn
        ? [new PlanStep($"user {_account}", "lock", $"ALTER USER {_account.Sql} ACCOUNT LOCK")] : [];

    /// <summary>The database goes, with all that is in it. Only what the mark of a user says is a tenant's.</summary>
    public IReadOnlyList<PlanStep> DropSteps() => _schema is null || !HasUser ? [] :
    [
        new PlanStep(
            $"database {Identifier.Backticks(_schema)}", "drop database", $"DROP DATABASE IF EXISTS {Identifier.Backticks(_schema)}"),
    ];

    /// <summary>
    /// All that there is on a schema. What only some masters of MariaDB have, they alone can give; nothing works without the others.
    /// </summary>
    private IReadOnlyList<string> Privileges =>
    [
        .. AllPrivileges.On(GrantLevel.Schema, reading.Server.Version)
            .Where(privilege => privilege is not ("DELETE HISTORY" or "SHOW CREATE ROUTINE") || MasterHas(privilege)),
    ];

    private bool MasterHas(string privilege) => reading.Server.MasterGrants.Any(grant =>
        grant is { Level: GrantLevel.Global, IsRestriction: false }
        && grant.Privileges.Any(held => held.Name == privilege || held.Name == Privilege.All));

    private bool IsTheTenants => _present is not null && reading.Mark(_present)?.Owner == tenant.Tenant;

    private IReadOnlyList<GrantChange> Compare() =>
        new GrantDifference(reading.Server, [_schema ?? tenant.Name], Privileges, serverWide: false, ManagedKind.Tenant)
            .Compare(_account, _present?.Grants ?? []);

    private ManagedMark Mark() => new(ManagedKind.Tenant)
    {
        Owner = tenant.Tenant,
        Created = _present is null ? reading.Server.Now : reading.Mark(_present)?.Created,
    };

    private HoopException NotOurs(string what) =>
        TenantDatabaseErrors.NotOurs.Error($"{what}: nothing was done for the tenant '{tenant.Tenant}'.", tenant.Name);
}
