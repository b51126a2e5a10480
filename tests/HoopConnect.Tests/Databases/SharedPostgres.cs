using HoopConnect.Databases;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using HoopConnect.Tests.Databases;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace HoopConnect.Tests.Databases;

/// <summary>
/// One PostgreSQL server, started when the first test asks for it, for the tests that make no hoop roles and change nothing of the server's
/// own.
/// </summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(
        () => PostgresServer.StartAsync(new PostgresServerOptions { LogStatements = true }));

    public Task<PostgresServer> GetAsync() => _server.Value;

    public async ValueTask DisposeAsync()
    {
        // Where there is none for this platform, the tests that asked were skipped.
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully)
            await (await _server.Value).DisposeAsync();
    }
}

/// <summary>The product's connection settings for a sandbox server.</summary>
internal static class PostgresServerSettings
{
    public static ConnectionSettings MasterSettings(this PostgresServer server, string? database = null) =>
        server.Settings(server.MasterLogin, database);

    public static ConnectionSettings Settings(this PostgresServer server, ServerLogin login, string? database = null) =>
        new(server.Host, server.Port, new DatabaseLogin(login.UserName, Secret.From(login.Password)))
        {
            Database = database,
            CaFile = server.CaFile,
            Timeout = TimeSpan.FromSeconds(20),
        };
}
