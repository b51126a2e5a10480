using HoopConnect.Planning;
using HoopConnect.Credentials;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;
using HoopConnect.SessionUsers;
using HoopConnect.SessionUsers.Granters;
using HoopConnect.SessionUsers.Policies;
using HoopConnect.Tests.Databases.PostgreSql.Roles;
using HoopConnect.Tests.SessionUsers;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

/// <summary>
/// A server of a test's own on which users of every kind are made, by the master: roles, session users, users that log in by IAM.
/// </summary>
internal sealed class ManagedServer : IAsyncDisposable
{
    /// <summary>The session user that <see cref="Policy"/> makes.</summary>
    public const string SessionUserName = "_hoop_session_user_87872384";

    private readonly InMemoryVault _vault = new();

    private ManagedServer(RoleServer roles) => Roles = roles;

    /// <summary>The server, and the roles on it.</summary>
    public RoleServer Roles { get; }

    public CountingEngine Engine => Roles.Engine;

    public ConnectionSettings Master => Roles.Request.Master;

    public static SessionPolicy Policy { get; } = new()
    {
        Name = "reading",
        Engine = "postgres",
        PluginConfigEntry = "entry",
        Instances = ["app"],
        GrantPrivileges = ["SELECT"],
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>With the databases <c>app</c> and <c>shop</c>, a table <c>t</c> in each, and IAM authentication enabled.</summary>
    public static async Task<ManagedServer> StartAsync(int major = PostgresServerOptions.NewestMajor, bool asOnRds = false)
    {
        var server = new ManagedServer(await RoleServer.StartAsync(major, asOnRds));
        await server.Roles.AsMasterAsync("postgres", "CREATE DATABASE app", "CREATE DATABASE shop");
        foreach (var database in new[] { "app", "shop" })
            await server.Roles.AsMasterAsync(database, "CREATE TABLE t (id serial, v text)");
        await server.Roles.Server.SetIamAuthenticationAsync(true);
        return server;
    }

    public async Task<SessionUser> ProvideSessionUserAsync(SessionUserOrder? order = null, int? port = null)
    {
        var granter = new Granter(DatabaseIdentity.At(Master.Host, Master.Port), Engine, Master with { Port = port ?? Master.Port });
        var options = port is null ? PostgresSessionUserScenario.Quick
            : PostgresSessionUserScenario.Quick with { ProofDeadline = BreakingConnection.ProofDeadline };
        var provider = new SessionUserProvider(granter, new CheckedVault(_vault, locks: null), options, TimeProvider.System);
        return (await provider.ProvideAsync(order ?? new SessionUserOrder(Policy), RunMode.Apply, Roles.Host, Stop))!;
    }

    public async Task<IamUserOutcome> ProvideIamUserAsync(IamUserRequest request) =>
        await (await PlanIamUserAsync(request)).ApplyAsync(Roles.Host, Stop);

    public Task<IamUserPlan> PlanIamUserAsync(IamUserRequest request) => Engine.IamUsers.PlanAsync(request, Roles.Host, Stop);

    public async Task<IReadOnlyList<string>> ListAsync(ManagedKind kind) =>
        (await Engine.ManagedUsers.ListAsync(new ManagedUserQuery(Master) { Kind = kind }, Roles.Host, Stop).ToListAsync(Stop))
        .Select(user => user.UserName).ToList();

    public UserRemovalRequest Removal(ManagedKind kind, params string[] names) =>
        new(Master, names.Select(name => new UserToRemove(name, OnlyIfExpired: false)).ToList()) { Kind = kind };

    public async Task<IReadOnlyDictionary<string, UserRemoval>> RemoveAsync(UserRemovalRequest request)
    {
        var plan = await Engine.ManagedUsers.PlanRemovalAsync(request, Roles.Host, Stop);
        return (await plan.ApplyAsync(_ => { }, Roles.Host, Stop).ToListAsync(Stop)).ToDictionary(outcome => outcome.UserName);
    }

    /// <summary>The mark of a role, as the server has it.</summary>
    public async Task<ManagedMark?> MarkAsync(string role) => ManagedMark.Parse(
        (string?)await Roles.ValueAsync("postgres", $"SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '{role}'"));

    /// <summary>What a request is refused with.</summary>
    public static async Task<HoopException> RefusedAsync(Func<Task> request) => await Assert.ThrowsAsync<HoopException>(request);

    public ValueTask DisposeAsync() => Roles.DisposeAsync();
}
