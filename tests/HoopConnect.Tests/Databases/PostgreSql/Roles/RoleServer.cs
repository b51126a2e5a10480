using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using HoopConnect.Tests.Provisioning;
using Npgsql;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

/// <summary>A server of a test's own (role names are fixed, so tests cannot share one) and the provisioner on it.</summary>
internal sealed class RoleServer : IAsyncDisposable
{
    private RoleServer(PostgresServer server)
    {
        Server = server;
        Request = new RoleRequest(server.MasterSettings());
        Passwords = new MemoryRolePasswords(Engine, Request.Master);
    }

    public PostgresServer Server { get; }

    public CountingEngine Engine { get; } = new();

    public RoleRequest Request { get; }

    public MemoryRolePasswords Passwords { get; set; }

    public RecordingHost Host { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>From 16 on a membership says what it gives, and CREATEROLE alone reaches only roles it has ADMIN on.</summary>
    public bool HasMembershipOptions => Server.Major >= 16;

    public static Task<RoleServer> StartAsync(int major, bool asOnRds) =>
        StartAsync(new PostgresServerOptions { Major = major, MasterHasPredefinedRoles = asOnRds });

    public static async Task<RoleServer> StartAsync(PostgresServerOptions? options = null) =>
        new(await PostgresServer.StartAsync(options, Stop));

    /// <summary>
    /// Before 15 everybody may create in every schema "public", and each finding of it would be one more in every test: they are shown to
    /// the test that is about them.
    /// </summary>
    public bool ShowsSchemaNotices { get; set; }

    public async Task<RolePlan> PlanAsync(RoleRequest? request = null)
    {
        var plan = await Engine.Roles.PlanAsync(request ?? Request, Passwords, Host, Stop);
        return plan with { Findings = plan.Findings.ToDictionary(pair => pair.Key, pair => Shown(pair.Value)) };
    }

    /// <summary>The plan of all the roles that were asked for; where one of them is refused, that refusal.</summary>
    public async Task<RolePlan> PlanAllAsync(RoleRequest? request = null)
    {
        var plan = await PlanAsync(request);
        return plan.Refusals.Count == 0 ? plan : throw plan.Refusals.Values.First();
    }

    public async Task<IReadOnlyDictionary<RoleKind, RoleOutcome>> ApplyAsync(RolePlan plan) =>
        (await Collect(plan.ApplyAsync(Passwords, Host, Stop)))
            .ToDictionary(pair => pair.Key, pair => pair.Value with { Findings = Shown(pair.Value.Findings) });

    public async Task<IReadOnlyDictionary<RoleKind, RoleOutcome>> ProvisionAsync(RoleRequest? request = null) =>
        await ApplyAsync(await PlanAsync(request));

    public async Task<IReadOnlyDictionary<RoleKind, RoleOutcome>> RemoveAsync(RoleRequest? request = null)
    {
        var plan = await Engine.Roles.PlanRemovalAsync(request ?? Request, Host, Stop);
        return await Collect(plan.ApplyAsync(Passwords, Host, Stop));
    }

    /// <summary>Statements as the master.</summary>
    public Task AsMasterAsync(string database, params string[] statements) => RunAsync(Server.MasterLogin, database, statements);

    /// <summary>Statements as the superuser.</summary>
    public Task AsSuperuserAsync(string database, params string[] statements) => RunAsync(Server.SuperuserLogin, database, statements);

    /// <summary>Statements as another role, by SET ROLE of the superuser.</summary>
    public Task AsAsync(string role, string database, params string[] statements) =>
        RunAsync(Server.SuperuserLogin, database, [$"SET ROLE {role}", .. statements]);

    /// <summary>Statements as a hoop role, logged in with its password.</summary>
    public Task AsRoleAsync(RoleKind kind, string database, params string[] statements) => RunAsync(Login(kind), database, statements);

    /// <summary>The SQLSTATE that a statement of a hoop role ends with.</summary>
    public async Task<string> RefusalAsync(RoleKind kind, string database, string statement) =>
        (await Assert.ThrowsAsync<PostgresException>(() => AsRoleAsync(kind, database, statement))).SqlState;

    /// <summary>One value, as the superuser sees it.</summary>
    public async Task<object?> ValueAsync(string database, string query)
    {
        await using var connection = await Server.OpenSuperuserAsync(database, Stop);
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync(Stop) is var value && value is DBNull ? null : value;
    }

    /// <summary>A clause that PostgreSQL has from 16 on, and nothing before.</summary>
    public string From16(string clause) => HasMembershipOptions ? clause : "";

    /// <summary>
    /// How many memberships give the master something: without the predefined roles, and from 16 on without those that give ADMIN alone.
    /// </summary>
    public Task<object?> MembershipsOfMasterAsync() => ValueAsync("postgres",
        $"SELECT count(*) FROM pg_auth_members WHERE member = '{Server.MasterLogin.UserName}'::regrole AND roleid >= "
            + $"16384{From16(" AND (inherit_option OR set_option)")}");

    public ServerLogin Login(RoleKind kind) => new(kind.RoleName(), Passwords.Stored[kind].Password.Reveal());

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private IReadOnlyList<Finding> Shown(IReadOnlyList<Finding> findings) => ShowsSchemaNotices ? findings
        : [.. findings.Where(finding => !(finding.Reason == "Notice" && finding.Subject.StartsWith("schema ", StringComparison.Ordinal)))];

    private async Task RunAsync(ServerLogin login, string database, string[] statements)
    {
        await using var connection = await Server.OpenAsync(login, database, Stop);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Stop);
        }
    }

    private static async Task<IReadOnlyDictionary<RoleKind, RoleOutcome>> Collect(IAsyncEnumerable<RoleOutcome> outcomes)
    {
        var collected = new Dictionary<RoleKind, RoleOutcome>();
        await foreach (var outcome in outcomes)
            collected.Add(outcome.Kind, outcome);
        return collected;
    }
}

internal static class RoleAssert
{
    /// <summary>What differs, without what is only worth knowing.</summary>
    public static IReadOnlyList<Finding> Differences(IEnumerable<Finding> findings) =>
        [.. findings.Where(finding => finding.Reason != "Notice")];

    /// <summary>All roles ended in that state, with nothing left to say.</summary>
    public static void All(RoleState state, IReadOnlyDictionary<RoleKind, RoleOutcome> outcomes)
    {
        Assert.Equal(3, outcomes.Count);
        Assert.All(outcomes.Values, outcome =>
        {
            Assert.Empty(Differences(outcome.Findings));
            Assert.Equal(state, outcome.State);
        });
    }

    /// <summary>Nothing to do and nothing to say.</summary>
    public static void InSync(RolePlan plan)
    {
        Assert.Empty(plan.Plan.Steps);
        Assert.All(plan.Findings.Values, findings => Assert.Empty(Differences(findings)));
        Assert.All(plan.States.Values, state => Assert.Equal(RoleState.InSync, state));
    }
}
