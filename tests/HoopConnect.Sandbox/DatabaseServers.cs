using System.Collections.Concurrent;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Servers;

namespace HoopConnect.Sandbox;

/// <summary>The real servers behind the databases that were asked for: one each, started when first asked for.</summary>
internal sealed class DatabaseServers(Organisation organisation) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<PostgresServer>>> _servers = new(StringComparer.Ordinal);

    public Task<PostgresServer> GetAsync(string identifier, PostgresServerOptions? options)
    {
        var database = organisation.Database(identifier);
        if (!database.Engine.Contains("postgres", StringComparison.Ordinal))
            throw new ArgumentException($"The sandbox has no {database.Engine} server for '{identifier}'.", nameof(identifier));
        return _servers.GetOrAdd(identifier, _ => new Lazy<Task<PostgresServer>>(() => StartAsync(database, options ?? new PostgresServerOptions { LogStatements = true }))).Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values.Where(server => server.IsValueCreated))
        {
            try
            {
                await (await server.Value).DisposeAsync();
            }
            catch (InvalidOperationException)
            {
                // It had not started; who asked for it was told.
            }
        }
    }

    private async Task<PostgresServer> StartAsync(DatabaseResource database, PostgresServerOptions options)
    {
        var server = await PostgresServer.StartAsync(options with { MasterUserName = database.MasterUserName });
        lock (organisation.Gate)
            Attach(database, server);
        return server;
    }

    private void Attach(DatabaseResource database, PostgresServer server)
    {
        (database.HostName, database.Port) = (server.Host, server.Port);
        database.SetMasterPassword = (password, cancellationToken) => server.SetPasswordByVerifierAsync(database.MasterUserName, password, cancellationToken);
        if (database is not DatabaseCluster cluster)
            return;
        // One server is the whole cluster: its reader and custom endpoints and its members lead there too.
        cluster.ReaderHostName = server.Host;
        for (var index = 0; index < cluster.CustomHostNames.Count; index++)
            cluster.CustomHostNames[index] = server.Host;
        foreach (var member in cluster.Members.Select(organisation.Database))
            (member.HostName, member.Port) = (server.Host, server.Port);
    }
}
