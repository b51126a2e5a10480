using System.Globalization;
using HoopConnect.Credentials;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.MySql;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Sandbox.Servers;
using HoopConnect.SessionUsers;
using HoopConnect.SessionUsers.Granters;
using HoopConnect.SessionUsers.Policies;
using HoopConnect.Tests.Provisioning;
using HoopConnect.Tests.SessionUsers;

namespace HoopConnect.Tests.Databases.MySql.SessionUsers;

/// <summary>
/// A MariaDB or MySQL server of its own with both statement logs on, two schemas, a policy on them, and the provider of its session
/// users.
/// </summary>
internal sealed class SessionUserScenario : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly Granter _granter;

    private SessionUserScenario(MySqlServer server, TimeProvider time)
    {
        Server = server;
        _time = time;
        _granter = new Granter(DatabaseIdentity.At(server.Host, server.Port), Engine, server.MasterSettings());
    }

    public MySqlServer Server { get; }

    public MySqlEngine Engine { get; } = new();

    public InMemoryVault Vault { get; } = new();

    public RecordingHost Host { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static SessionPolicy Policy(string[]? instances = null, params string[] privileges) => new()
    {
        Name = "the shop's \"own\" \\ policy",
        Engine = "mysql",
        PluginConfigEntry = "shop-granter",
        Instances = instances ?? ["shop", "stock"],
        GrantPrivileges = privileges.Length > 0 ? privileges : ["SELECT", "UPDATE"],
    };

    public static async Task<SessionUserScenario> StartAsync(string program = "", TimeSpan skew = default, params string[] arguments)
    {
        var server = await MySqlServer.StartAsync(
            new MySqlServerOptions { Programs = MySqlTests.Named(program), LogStatements = true, Arguments = arguments }, Stop);
        var scenario = new SessionUserScenario(server, new FakeClock(skew));
        await server.ArrangeAsync(
            "CREATE SCHEMA shop", "CREATE TABLE shop.orders (id INT PRIMARY KEY)", "INSERT INTO shop.orders VALUES (1)",
            "CREATE SCHEMA stock", "CREATE TABLE stock.items (id INT PRIMARY KEY)",
            "CREATE SCHEMA closed", "CREATE TABLE closed.secrets (id INT)");
        return scenario;
    }

    public SessionUserProvider Provider(Func<ProtocolStep, CancellationToken, Task>? afterStep = null, int? port = null) =>
        new(port is { } other ? _granter with { Settings = _granter.Settings with { Port = other } } : _granter,
            new CheckedVault(Vault, locks: null), port is null ? PostgresSessionUserScenario.Quick
                : PostgresSessionUserScenario.Quick with { ProofDeadline = BreakingConnection.ProofDeadline }, _time, afterStep);

    public Task<SessionUser?> TryProvideAsync(SessionUserOrder order, IHoopHost? host = null) =>
        Provider().ProvideAsync(order, RunMode.Apply, host ?? Host, Stop);

    public async Task<SessionUser> ProvideAsync(SessionUserOrder? order = null) =>
        (await TryProvideAsync(order ?? new SessionUserOrder(Policy())))!;

    public async Task<HoopException> RefusedAsync(SessionUserOrder order) =>
        await Assert.ThrowsAsync<HoopException>(() => TryProvideAsync(order));

    public Task<Session> OpenAsync(SessionUser user) =>
        Session.OpenAsync(Server.Settings(user.UserName, user.Login.Password.Reveal()), Stop);

    /// <summary>The errors that statements of the session user end with; null for those that succeed.</summary>
    public async Task<IReadOnlyList<int?>> TryAsync(SessionUser user, params string[] statements)
    {
        await using var session = await OpenAsync(user);
        return [.. (await session.ExecuteEachAsync(statements, Stop)).Select(failure => failure?.Code)];
    }

    /// <summary>The first column of the rows, as the superuser sees it.</summary>
    public async Task<IReadOnlyList<string>> ColumnAsync(string query)
    {
        await using var session = await Session.OpenAsync(Server.SuperuserSettings(), Stop);
        return [.. (await session.QueryAsync(query, [], Stop)).Select(row => Convert.ToString(row[0], CultureInfo.InvariantCulture) ?? "")];
    }

    public Task<IReadOnlyList<string>> UsersAsync() =>
        ColumnAsync("SELECT CONCAT(User, '@', Host) FROM mysql.user WHERE User LIKE '|_hoop|_%' ESCAPE '|' ORDER BY User");

    public async Task<bool> HasUserAttributesAsync()
    {
        await using var session = await Session.OpenAsync(Server.SuperuserSettings(), Stop);
        return session.Version.HasUserAttributes;
    }

    /// <summary>As if hours had passed since the user was made or extended: what is written down of it is older.</summary>
    public Task AgeAsync(SessionUser user, double hoursLeft, double passwordAge) =>
        WriteDownAsync(user.UserName, user.Policy, hoursLeft, passwordAge);

    /// <summary>Makes a user as a run of the product would have.</summary>
    public async Task PlantAsync(string userName, double hoursLeft)
    {
        var account = new Account(userName, "%");
        await using var master = await Session.OpenAsync(Server.MasterSettings(), Stop);
        var server = await new ServerReader(master, ManagedKind.Session, [userName]).ReadAsync([account], Stop);
        var marked = new MarkedAccount(server, account, ManagedKind.Session);
        await marked.RunAsync(
            master, marked.Create(
            MarkOf("planted", hoursLeft, passwordAge: 1), PasswordHash.Clause(master.Version, master.Version.DefaultPlugin, "''")), Stop);
    }

    public async Task<IReadOnlyList<ManagedUser>> ListAsync(
        bool expired = false, int pageSize = 1000, ManagedKind kind = ManagedKind.Session)
    {
        var users = new List<ManagedUser>();
        await foreach (
            var user in Engine.ManagedUsers.ListAsync(
            new ManagedUserQuery(Server.MasterSettings()) { Kind = kind, Expired = expired, PageSize = pageSize }, Host, Stop))
            users.Add(user);
        return users;
    }

    public Task<UserRemovalPlan> PlanRemovalAsync(bool onlyIfExpired, bool adopt, params string[] names) =>
        PlanRemovalAsync(Server.MasterSettings(), onlyIfExpired, adopt, names);

    public Task<UserRemovalPlan> PlanRemovalAsync(ConnectionSettings master, bool onlyIfExpired, bool adopt, params string[] names) =>
        Engine.ManagedUsers.PlanRemovalAsync(
            new UserRemovalRequest(
            master, [.. names.Select(name => new UserToRemove(name, onlyIfExpired))]) { Adopt = adopt }, Host, Stop);

    public async Task<IReadOnlyDictionary<string, UserRemoval>> ApplyAsync(UserRemovalPlan plan, List<double>? progress = null)
    {
        var outcomes = new Dictionary<string, UserRemoval>();
        await foreach (var outcome in plan.ApplyAsync(share => progress?.Add(share), Host, Stop))
            outcomes.Add(outcome.UserName, outcome);
        return outcomes;
    }

    public async Task<UserRemoval> RemoveAsync(string name, bool onlyIfExpired = true, bool adopt = false) =>
        (await ApplyAsync(await PlanRemovalAsync(onlyIfExpired, adopt, name)))[name];

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task WriteDownAsync(string userName, string policy, double hoursLeft, double passwordAge)
    {
        var account = new Account(userName, "%");
        var mark = MarkOf(policy, hoursLeft, passwordAge);
        await Server.ArrangeAsync(await HasUserAttributesAsync()
            ? $"ALTER USER {account.Sql}{MarkAttribute.Clause(mark, null)}"
            : Ledger.Write(account, mark));
    }

    private static ManagedMark MarkOf(string policy, double hoursLeft, double passwordAge) => new(ManagedKind.Session)
    {
        Policy = policy,
        PasswordSet = DateTimeOffset.UtcNow.AddHours(-passwordAge),
        Expires = DateTimeOffset.UtcNow.AddHours(hoursLeft),
    };
}
