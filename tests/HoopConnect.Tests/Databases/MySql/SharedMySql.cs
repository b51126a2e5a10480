using System.Collections.Concurrent;
using HoopConnect.Databases;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using HoopConnect.Tests.Databases.MySql;

[assembly: AssemblyFixture(typeof(SharedMySql))]

namespace HoopConnect.Tests.Databases.MySql;

/// <summary>
/// One server of each program, started when the first test asks for it, for the tests that make no hoop roles and change nothing of the
/// server's own.
/// </summary>
public sealed class SharedMySql : IAsyncDisposable
{
    private readonly ConcurrentDictionary<MySqlPrograms, Lazy<Task<MySqlServer>>> _servers = new();

    /// <summary>The server of these programs (MariaDB's where none are named); the test is skipped where there is none.</summary>
    public Task<MySqlServer> GetAsync(MySqlPrograms? programs = null) => _servers.GetOrAdd(
            programs ?? MySqlTests.Installed(),
            chosen => new Lazy<Task<MySqlServer>>(
            () => MySqlServer.StartAsync(new MySqlServerOptions { Programs = chosen, LogStatements = true }))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values.Where(server => server.IsValueCreated))
            await (await server.Value).DisposeAsync();
    }
}

/// <summary>What tests on real MariaDB and MySQL servers share.</summary>
internal static class MySqlTests
{
    /// <summary>
    /// Every server program of this machine by its path, for theories; one empty row where there is none, so that the test says it was
    /// skipped.
    /// </summary>
    public static TheoryData<string> Programs =>
        [.. MySqlPrograms.All.Count == 0 ? [""] : MySqlPrograms.All.Select(programs => programs.Server)];

    /// <summary>The programs of a row of <see cref="Programs"/>.</summary>
    public static MySqlPrograms Named(string server) =>
        MySqlPrograms.All.FirstOrDefault(programs => programs.Server == server) ?? Installed();

    public static MySqlPrograms Installed()
    {
        Assert.SkipWhen(MySqlPrograms.Installed is null, MySqlPrograms.NotInstalled);
        return MySqlPrograms.Installed!;
    }

    public static ConnectionSettings MasterSettings(this MySqlServer server) =>
        server.Settings(server.MasterLogin.UserName, server.MasterLogin.Password);

    public static ConnectionSettings SuperuserSettings(this MySqlServer server) =>
        server.Settings(server.SuperuserLogin.UserName, server.SuperuserLogin.Password);

    public static ConnectionSettings Settings(this MySqlServer server, string user, string password) =>
        new(server.Host, server.Port, new DatabaseLogin(user, Secret.From(password))) { CaFile = server.CaFile,
            Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>
    /// Lets a user log in as root, or no more: who has all privileges but has been proxied by nobody can say so in the server's table only.
    /// </summary>
    public static Task SetProxyAsync(this MySqlServer server, string user, bool isGiven) => server.ArrangeAsync(
        isGiven
            ? "INSERT INTO mysql.proxies_priv (Host, User, Proxied_host, Proxied_user, With_grant, Grantor) "
                + $"VALUES ('%', '{user}', 'localhost', 'root', 0, '')"
            : $"DELETE FROM mysql.proxies_priv WHERE User = '{user}'",
        "FLUSH PRIVILEGES");

    /// <summary>Runs statements as the user with all rights.</summary>
    public static async Task ArrangeAsync(this MySqlServer server, params string[] statements)
    {
        await using var session = await Session.OpenAsync(server.SuperuserSettings(), TestContext.Current.CancellationToken);
        await session.ExecuteBatchAsync(statements, TestContext.Current.CancellationToken);
    }
}
