using HoopConnect.Credentials;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Sandbox.Servers;
using HoopConnect.SessionUsers;
using HoopConnect.SessionUsers.Granters;
using HoopConnect.SessionUsers.Policies;
using HoopConnect.Tests.Databases;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using HoopConnect.Tests.Provisioning;
using Npgsql;

namespace HoopConnect.Tests.SessionUsers;

/// <summary>A PostgreSQL server with two databases, a policy on them, and the provider of its session users.</summary>
internal sealed class PostgresSessionUserScenario : IAsyncDisposable
{
    public static readonly PasswordProtocolOptions Quick = new()
    {
        ProofDeadline = TimeSpan.FromSeconds(5),
        FirstPause = TimeSpan.FromMilliseconds(20),
        LongestPause = TimeSpan.FromMilliseconds(200),
    };

    private readonly TimeProvider _time;

    private PostgresSessionUserScenario(PostgresServer server, TimeProvider time)
    {
        Server = server;
        _time = time;
        Engine = new CountingEngine(time);
        Granter = new Granter(DatabaseIdentity.At(server.Host, server.Port), Engine, server.MasterSettings());
    }

    public PostgresServer Server { get; }

    public CountingEngine Engine { get; }

    public InMemoryVault Vault { get; } = new();

    public Granter Granter { get; }

    public RecordingHost Host { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static SessionPolicy Policy(string[]? instances = null, params string[] privileges) => new()
    {
        Name = "pg-homolog",
        Engine = "postgres",
        PluginConfigEntry = "pg-homolog-credentials",
        Instances = instances ?? ["dellstore", "dellstore.store", "testdb"],
        GrantPrivileges = privileges.Length > 0 ? privileges : ["SELECT", "UPDATE"],
    };

    public static Task<PostgresSessionUserScenario> StartAsync(int major, bool asOnRds) =>
        StartAsync(new PostgresServerOptions { Major = major, MasterHasPredefinedRoles = asOnRds });

    public static async Task<PostgresSessionUserScenario> StartAsync(PostgresServerOptions? options = null, TimeSpan skew = default)
    {
        var scenario = new PostgresSessionUserScenario(await PostgresServer.StartAsync(options, Stop), new FakeClock(skew));
        await scenario.AsMasterAsync("postgres", "CREATE DATABASE dellstore", "CREATE DATABASE testdb");
        await scenario.AsMasterAsync("dellstore", "CREATE TABLE customers (id serial PRIMARY KEY, name text)", "CREATE SCHEMA store",
            "CREATE TABLE store.orders (id int)", "CREATE SCHEMA closed", "CREATE TABLE closed.secrets (id int)");
        await scenario.AsMasterAsync("testdb", "CREATE TABLE tests (id int)");
        return scenario;
    }

    public SessionUserProvider Provider(Func<ProtocolStep, CancellationToken, Task>? afterStep = null, CheckedVault? vault = null) =>
        new(Granter, vault ?? new CheckedVault(Vault, locks: null), Quick, _time, afterStep);

    public Task<SessionUser?> TryProvideAsync(SessionUserOrder order, IHoopHost? host = null) =>
        Provider().ProvideAsync(order, RunMode.Apply, host ?? Host, Stop);

    public async Task<SessionUser> ProvideAsync(SessionUserOrder? order = null) =>
        (await TryProvideAsync(order ?? new SessionUserOrder(Policy())))!;

    public async Task<HoopException> RefusedAsync(SessionUserOrder order) =>
        await Assert.ThrowsAsync<HoopException>(() => TryProvideAsync(order));

    /// <summary>Statements as the master.</summary>
    public Task AsMasterAsync(string database, params string[] statements) => RunAsync(Server.MasterLogin, database, statements);

    /// <summary>Statements as the superuser.</summary>
    public Task AsSuperuserAsync(string database, params string[] statements) => RunAsync(Server.SuperuserLogin, database, statements);

    /// <summary>Statements as the session user.</summary>
    public Task AsUserAsync(SessionUser user, string database, params string[] statements) =>
        RunAsync(new ServerLogin(user.UserName, user.Login.Password.Reveal()), database, statements);

    /// <summary>The SQLSTATE that a statement of a session user ends with.</summary>
    public async Task<string> RefusalAsync(SessionUser user, string database, string statement) =>
        (await Assert.ThrowsAsync<PostgresException>(() => AsUserAsync(user, database, statement))).SqlState;

    /// <summary>One value, as the superuser sees it.</summary>
    public async Task<object?> ValueAsync(string database, string query)
    {
        await using var connection = await Server.OpenSuperuserAsync(database, Stop);
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync(Stop) is var value && value is DBNull ? null : value;
    }

    /// <summary>How many hours of its life the user has left, by the server.</summary>
    public async Task<double> HoursLeftAsync(string userName) =>
        Convert.ToDouble(await ValueAsync("postgres",
            $"SELECT extract(epoch FROM rolvaliduntil - now()) / 3600 FROM pg_roles WHERE rolname = '{userName}'"),
            System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>As if hours had passed since the user was made or extended: its expiry and, in the mark, its password are older.</summary>
    public async Task AgeAsync(SessionUser user, double hoursLeft, double passwordAge)
    {
        var set = DateTimeOffset.UtcNow.AddHours(-passwordAge);
        var mark = new ManagedMark(ManagedKind.Session) { Policy = user.Policy, PasswordSet = set, Owner = user.Caller };
        var until = DateTime.UtcNow.AddHours(hoursLeft).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        await AsSuperuserAsync("postgres", $"ALTER ROLE \"{user.UserName}\" VALID UNTIL '{until}+00'",
            $"COMMENT ON ROLE \"{user.UserName}\" IS '{mark.ToText()}'");
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task RunAsync(ServerLogin login, string database, string[] statements)
    {
        await using var connection = await Server.OpenAsync(login, database, Stop);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Stop);
        }
    }
}
