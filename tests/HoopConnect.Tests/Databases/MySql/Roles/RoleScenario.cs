using HoopConnect.Credentials;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases.MySql;
using HoopConnect.Databases.MySql.Roles;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Planning;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Databases.MySql.Roles;

/// <summary>A server of its own for one test, both logs on, a master without SUPER, and a vault.</summary>
internal sealed class RoleScenario : IAsyncDisposable
{
    private readonly MySqlEngine _engine = new();

    private RoleScenario(MySqlServer server)
    {
        Server = server;
        Request = new RoleRequest(server.MasterSettings());
    }

    public MySqlServer Server { get; }

    public RecordingHost Host { get; } = new();

    public RoleRequest Request { get; set; }

    public InMemoryVault Vault { get; } = new();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RoleScenario> StartAsync(string program = "", params string[] arguments) =>
        new(await MySqlServer.StartAsync(
            new MySqlServerOptions { Programs = MySqlTests.Named(program), LogStatements = true, Arguments = arguments }, Cancellation));

    public VaultRolePasswords Passwords(Func<ProtocolStep, CancellationToken, Task>? afterStep = null) =>
        new(new CheckedVault(Vault, locks: null), DatabaseIdentity.At(Server.Host, Server.Port), _engine, Request.Master, RunMode.Apply,
            new PasswordProtocolOptions
            {
                ProofDeadline = Request.Master.Port == Server.Port ? TimeSpan.FromSeconds(5) : BreakingConnection.ProofDeadline,
            },
            TimeProvider.System, afterStep);

    public TransientRolePasswords NoVault() => new(_engine, Request.Master);

    public async Task<RoleChangePlan> PlanAsync(IRolePasswords? passwords = null) =>
        (RoleChangePlan)await _engine.Roles.PlanAsync(Request, passwords ?? Passwords(), Host, Cancellation);

    /// <summary>The plan of all the roles that were asked for; where one of them is refused, that refusal.</summary>
    public async Task<RoleChangePlan> PlanAllAsync(IRolePasswords? passwords = null)
    {
        var plan = await PlanAsync(passwords);
        return plan.Refusals.Count == 0 ? plan : throw plan.Refusals.Values.First();
    }

    public async Task<IReadOnlyList<RoleOutcome>> ApplyAsync(RolePlan plan, IRolePasswords? passwords = null)
    {
        var outcomes = new List<RoleOutcome>();
        await foreach (var outcome in plan.ApplyAsync(passwords ?? Passwords(), Host, Cancellation))
            outcomes.Add(outcome);
        return outcomes;
    }

    public async Task<IReadOnlyList<RoleOutcome>> ProvisionAsync() => await ApplyAsync(await PlanAsync());

    /// <summary>Everything in order, every role.</summary>
    public async Task<IReadOnlyList<RoleOutcome>> ProvisionWellAsync(RoleState state)
    {
        var outcomes = await ProvisionAsync();
        Assert.All(outcomes,
            outcome => Assert.True(outcome.State == state
            && outcome.Findings.Count == 0, $"{outcome.Kind} is {outcome.State}: {string.Join("; ", outcome.Findings)}"));
        return outcomes;
    }

    public async Task<IReadOnlyList<RoleOutcome>> RemoveAsync(IRolePasswords? passwords = null)
    {
        var plan = await _engine.Roles.PlanRemovalAsync(Request, Host, Cancellation);
        var outcomes = new List<RoleOutcome>();
        await foreach (var outcome in plan.ApplyAsync(passwords ?? Passwords(), Host, Cancellation))
            outcomes.Add(outcome);
        return outcomes;
    }

    /// <summary>The password of a role that the vault holds.</summary>
    public async Task<DatabaseLogin> LoginAsync(RoleKind kind)
    {
        var entry = await Vault.GetAsync(VaultNames.ForRole(DatabaseIdentity.At(Server.Host, Server.Port), kind), Cancellation);
        Assert.NotNull(entry);
        return new DatabaseLogin(entry.UserName, entry.Secret);
    }

    public async Task<Session> OpenAsync(RoleKind kind) => await OpenAsync(await LoginAsync(kind));

    public async Task<Session> OpenAsync(DatabaseLogin login) => await Session.OpenAsync(Request.AsRole(login), Cancellation);

    /// <summary>Which server it is.</summary>
    public async Task<ServerRelease> VersionAsync()
    {
        await using var session = await Session.OpenAsync(Request.Master, Cancellation);
        return session.Version;
    }

    /// <summary>The number of the error that a statement ends with; null where it succeeds.</summary>
    public static async Task<int?> TryAsync(Session session, string statement) =>
        (await session.ExecuteEachAsync([statement], Cancellation))[0]?.Code;

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
