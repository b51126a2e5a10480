using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.TenantDatabases;

/// <summary>What is to be done for one tenant, stage by stage.</summary>
/// <param name="reading">The server.</param>
/// <param name="tenant">The tenant.</param>
internal sealed class TenantDifference(TenantReading reading, TenantToServe tenant)
{
    private static readonly string[] Wanted = ["CONNECT", "CREATE", "TEMPORARY"];

    private readonly ServerRole? _user = reading.Server.Role(tenant.Name);
    private readonly TenantRow? _database = reading.Database(tenant.Name);

    /// <summary>The tenant.</summary>
    public TenantToServe Tenant => tenant;

    /// <summary>The user is there, and is the tenant's.</summary>
    public bool HasUser => _user is not null && IsTheTenants(_user.Mark);

    /// <summary>The database is there.</summary>
    public bool HasDatabase => _database is not null;

    /// <summary>The user may log in.</summary>
    public bool MayLogIn => _user is { CannotLogIn: false };

    /// <summary>What the user lacks in the schema <c>public</c> of its database; read by a visit, and unknown before one.</summary>
    public bool LacksSchema { get; init; }

    /// <summary>Logins of the user begin with this change.</summary>
    public bool OpensLogin => !IsIamMember;

    /// <summary>Why nothing is done for the tenant; null where it can be served.</summary>
    public HoopException? Refusal
    {
        get
        {
            if (_user is not null && !IsTheTenants(_user.Mark))
            {
                return NotOurs($"The role {Quoted} is on the server and " + (_user.Mark is { Kind: ManagedKind.Tenant, Owner: var other }
                    ? $"is that of the tenant '{other}'" : _user.Mark.MadeBy()));
            }

            if (DatabaseOfOthers is { } whose)
                return whose;

            if (_database is { HalfDropped: true })
            {
                return TenantDatabaseErrors.Failed.Error(
                    $"A DROP DATABASE of {Quoted} was interrupted, and nobody can enter it any more.", tenant.Name,
                    "Remove the tenant with Remove-HoopTenantDatabase, which drops it, and make it again.");
            }

            if (_user is not null && LastingPowers.Of(reading.Server, _user, given: []) is { } lasting)
            {
                return TenantDatabaseErrors.HasPowers.Error(
                    $"Somebody gave {Quoted} {lasting.Described}, and '{reading.Server.Master}' cannot take that back: no login is "
                    + "opened to it.", tenant.Name, lasting.Remedy);
            }

            return _user is { Administered: false }
                ? TenantDatabaseErrors.NotOurs.Error(
                    $"'{reading.Server.Master}' may not change {Quoted}, which it did not make.", tenant.Name,
                    "Log in as who made it, or have that one grant it WITH ADMIN OPTION (PostgreSQL 16 and later).")
                : null;
        }
    }

    /// <summary>All of it, in the order it is done: logins come last, so that what fails before opens none.</summary>
    public IReadOnlyList<PlanStep> Steps() => [.. UserSteps(), .. MakeSteps(), .. DatabaseSteps(), .. SchemaSteps(), .. LoginSteps()];

    /// <summary>The user, with its mark: by that the database is known as ours from its first moment.</summary>
    public IReadOnlyList<PlanStep> UserSteps()
    {
        var target = $"user {Quoted}";
        var steps = new List<PlanStep>();
        if (_user is null)
            steps.Add(new PlanStep(target, "create user",
                $"CREATE ROLE {Quoted} WITH NOLOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE"));
        if (_user?.Mark is not { IsOutdated: false })
            steps.Add(new PlanStep(target, "mark", $"COMMENT ON ROLE {Quoted} IS {Literal.Quote(Mark())}"));
        if (_user is { Powers.Count: > 0 })
            steps.Add(new PlanStep(target, "alter user", $"ALTER ROLE {Quoted} {LastingPowers.NoLonger(_user.Powers)}"));
        foreach (var membership in _user is null ? [] : LastingPowers.Beyond(_user, given: []))
        {
            steps.Add(new PlanStep(
                target, "end membership", membership.ToRevoke(tenant.Name, reading.Server.HasMembershipOptions)));
        }

        return steps;
    }

    /// <summary>
    /// The database itself, which takes no connection until it is closed to others. From template0, which nobody can have put anything
    /// into.
    /// </summary>
    public IReadOnlyList<PlanStep> MakeSteps() => _database is not null ? [] :
    [
        new PlanStep($"database {Quoted}", "create database", $"CREATE DATABASE {Quoted} TEMPLATE template0 ALLOW_CONNECTIONS false"),
    ];

    /// <summary>Who may enter the database.</summary>
    public IReadOnlyList<PlanStep> DatabaseSteps()
    {
        var target = $"database {Quoted}";
        var steps = new List<PlanStep>();
        // What PUBLIC has of a new database: CONNECT and TEMPORARY.
        if (_database?.PublicMay.Count is null or > 0)
            steps.Add(new PlanStep(target, "close to others", $"REVOKE ALL ON DATABASE {Quoted} FROM PUBLIC"));
        if (Wanted.Except(_database?.UserMay ?? []).ToList() is { Count: > 0 } lacking)
            steps.Add(new PlanStep(target, "grant", $"GRANT {string.Join(", ", lacking)} ON DATABASE {Quoted} TO {Quoted}"));
        if (!IsTheTenants(_database?.Mark) || _database!.Mark!.IsOutdated)
            steps.Add(new PlanStep(target, "mark", $"COMMENT ON DATABASE {Quoted} IS {Literal.Quote(Mark())}"));
        if (_database is not { Open: true })
            steps.Add(new PlanStep(target, "open", $"ALTER DATABASE {Quoted} ALLOW_CONNECTIONS true"));
        return steps;
    }

    /// <summary>Whether the schema can, and has to, be looked at in the database itself.</summary>
    public bool NeedsVisit => _database is { Open: true, HalfDropped: false };

    /// <summary>
    /// From 15 on nobody but the owner of a database makes anything in its schema <c>public</c> (PostgreSQL documentation, "Schemas"),
    /// before, everybody who may enter it.
    /// </summary>
    public IReadOnlyList<PlanStep> SchemaSteps() =>
        !LacksSchema && (NeedsVisit || reading.Server.Version < 150000) ? [] :
        [
            new PlanStep($"database {Quoted}", "grant", $"GRANT USAGE, CREATE ON SCHEMA public TO {Quoted}"),
        ];

    /// <summary>Logins, by token.</summary>
    public IReadOnlyList<PlanStep> LoginSteps()
    {
        var target = $"user {Quoted}";
        return
        [
            .. MayLogIn ? [] : (IEnumerable<PlanStep>)[new PlanStep(target, "open", $"ALTER ROLE {Quoted} LOGIN CONNECTION LIMIT -1")],
            .. IsIamMember ? []
                : (IEnumerable<PlanStep>)[new PlanStep(target, "log in by token", $"GRANT {TokenRole.Name} TO {Quoted}")],
        ];
    }

    /// <summary>What takes back the opening of logins.</summary>
    public IReadOnlyList<string> Undo => [$"REVOKE {TokenRole.Name} FROM {Quoted}", $"ALTER ROLE {Quoted} NOLOGIN"];

    /// <summary>Nobody logs in as the tenant any more, and who is in is told to go.</summary>
    public IReadOnlyList<PlanStep> CloseSteps() => [.. RetainSteps(), EndSessions];

    /// <summary>What keeps the database and lets nobody log in.</summary>
    public IReadOnlyList<PlanStep> RetainSteps()
    {
        var target = $"user {Quoted}";
        return
        [
            .. _user is { Login: true }
                ? (IEnumerable<PlanStep>)[new PlanStep(target, "close", $"ALTER ROLE {Quoted} NOLOGIN")] : [],
            .. (_user?.Memberships ?? []).Where(membership => membership.Role == TokenRole.Name)
                .Select(membership => new PlanStep(
                    target, "end logins by token", membership.ToRevoke(tenant.Name, reading.Server.HasMembershipOptions))),
        ];
    }

    /// <summary>What ends the sessions of the user.</summary>
    public PlanStep EndSessions => new(
        $"user {Quoted}", "end sessions",
        "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE usename = " + Literal.Quote(tenant.Name));

    /// <summary>The database goes, with all that is in it.</summary>
    public IReadOnlyList<PlanStep> DropSteps() => _database is null ? [] :
    [
        new PlanStep($"database {Quoted}", "drop database", $"DROP DATABASE {Quoted} WITH (FORCE)"),
    ];

    /// <summary>Why the tenant is not removed; null where it may be.</summary>
    public HoopException? RemovalRefusal =>
        _user is not null && !IsTheTenants(_user.Mark)
            ? NotOurs($"The role {Quoted} is on the server and {_user.Mark.MadeBy()}")
        : DatabaseOfOthers;

    /// <summary>
    /// A database of the name that is not ours by its owner, or that neither its comment nor the mark of its user says to be the tenant's.
    /// </summary>
    private HoopException? DatabaseOfOthers =>
        _database is null || (_database.Ours && (HasUser || IsTheTenants(_database.Mark))) ? null
        : NotOurs($"The database {Quoted} is on the server, owned by {Identifier.Quote(_database.Owner)}, and "
            + (_database.Ours ? _database.Mark.MadeBy() : "that is nobody whose databases are HoopConnect's"));

    private string Quoted => Identifier.Quote(tenant.Name);

    private bool IsIamMember => _user?.Memberships.Any(membership => membership.Role == TokenRole.Name) ?? false;

    private bool IsTheTenants(ManagedMark? mark) => mark is { Kind: ManagedKind.Tenant, Owner: var owner } && owner == tenant.Tenant;

    private string Mark() => new ManagedMark(ManagedKind.Tenant)
    {
        Owner = tenant.Tenant,
        Created = _user?.Mark?.Created ?? ServerTime.FromMicroseconds(reading.Server.Now),
    }.ToText();

    private HoopException NotOurs(string what) =>
        TenantDatabaseErrors.NotOurs.Error($"{what}: nothing was done for the tenant '{tenant.Tenant}'.", tenant.Name);
}
