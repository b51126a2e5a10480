using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.PostgreSql.Roles;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

/// <summary>A server of a test's own with session users on it, made as the product makes them: by the master, with the mark.</summary>
internal sealed class RemovalServer(RoleServer roles) : IAsyncDisposable
{
    public const string Password = "a-password-of-a-test";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public RoleServer Roles { get; } = roles;

    public PostgresServer Server => Roles.Server;

    public IManagedUsers ManagedUsers => Roles.Engine.ManagedUsers;

    public static Task<RemovalServer> StartAsync(int major, bool asOnRds) =>
        StartAsync(new PostgresServerOptions { Major = major, MasterHasPredefinedRoles = asOnRds });

    public static async Task<RemovalServer> StartAsync(PostgresServerOptions? options = null) => new(await RoleServer.StartAsync(options));

    /// <summary>The name of the user with that number.</summary>
    public static string Name(int number, string suffix = "") => $"_hoop_session_user_{number:x8}{suffix}";

    public static string Quoted(int number, string suffix = "") =>
        "\"" + Name(number, suffix).Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>Makes a user; its time is over unless said otherwise.</summary>
    public async Task<string> MakeAsync(int number, string validUntil = "2020-01-01", bool marked = true, string suffix = "")
    {
        var name = Quoted(number, suffix);
        await Roles.AsMasterAsync("postgres", $"CREATE ROLE {name} LOGIN PASSWORD '{Password}' VALID UNTIL '{validUntil}'");
        if (marked)
            await Roles.AsMasterAsync("postgres",
                $"COMMENT ON ROLE {name} IS "
                    + $"'{new ManagedMark(ManagedKind.Session) { Policy = "a policy", PasswordSet = DateTimeOffset.UnixEpoch }.ToText()}'");
        return name;
    }

    public async Task<IReadOnlyList<ManagedUser>> ListAsync(bool expired = false, int pageSize = 1000)
    {
        var users = new List<ManagedUser>();
        await foreach (var user in ManagedUsers.ListAsync(new ManagedUserQuery(Roles.Request.Master) { Expired = expired,
            PageSize = pageSize },
            Roles.Host, Stop))
            users.Add(user);
        return users;
    }

    /// <summary>Request to remove all that are expired.</summary>
    public async Task<UserRemovalRequest> RequestAsync() =>
        new(Roles.Request.Master, (await ListAsync(expired: true)).Select(user => new UserToRemove(user.UserName, true)).ToList());

    public UserRemovalRequest Request(params string[] names) =>
        new(Roles.Request.Master, names.Select(name => new UserToRemove(name, false)).ToList());

    public async Task<IReadOnlyDictionary<string, UserRemoval>> RemoveAsync(UserRemovalRequest request) =>
        await ApplyAsync(await PlanAsync(request));

    public Task<UserRemovalPlan> PlanAsync(UserRemovalRequest request) => ManagedUsers.PlanRemovalAsync(request, Roles.Host, Stop);

    public async Task<IReadOnlyDictionary<string, UserRemoval>> ApplyAsync(
        UserRemovalPlan plan, Action<double>? progress = null, CancellationToken? stop = null)
    {
        var outcomes = new Dictionary<string, UserRemoval>();
        await foreach (var outcome in plan.ApplyAsync(progress ?? (_ => { }), Roles.Host, stop ?? Stop))
            outcomes.Add(outcome.UserName, outcome);
        Assert.Equal(plan.Request.Users.Select(user => user.UserName), outcomes.Keys);
        return outcomes;
    }

    public Task<object?> CountAsync() => Roles.ValueAsync("postgres", "SELECT count(*) FROM pg_roles WHERE rolname LIKE '\\_hoop\\_%'");

    public Task<object?> CanLogInAsync(string name) =>
        Roles.ValueAsync("postgres",
            $"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{name.Replace("'", "''", StringComparison.Ordinal)}'");

    public ValueTask DisposeAsync() => Roles.DisposeAsync();
}
