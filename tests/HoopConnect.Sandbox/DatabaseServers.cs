using System.Collections.Concurrent;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Sandbox;

/// <summary>The real servers behind the databases that were asked for: one each, started when first asked for.</summary>
internal sealed class DatabaseServers(Organisation organisation, Func<string> endpointUrl) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<PostgresServer>>> _servers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<MySqlServer>>> _mySqlServers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<TdsServer>>> _tdsServers = new(StringComparer.Ordinal);

    /// <summary>Starts the server that a database of its engine has.</summary>
    public Task StartAsync(string identifier)
    {
        var database = organisation.Database(identifier);
        return IsMySql(database) ? GetMySqlAsync(identifier, null)
            : IsSqlServer(database) ? GetTdsAsync(identifier)
            : GetAsync(identifier, null);
    }

    public Task<PostgresServer> GetAsync(string identifier, PostgresServerOptions? options)
    {
        var database = organisation.Database(identifier);
        if (!database.Engine.Contains("postgres", StringComparison.Ordinal))
            throw new ArgumentException($"The sandbox has no {database.Engine} server for '{identifier}'.", nameof(identifier));
        return _servers
            .GetOrAdd(
                identifier,
                _ => new Lazy<Task<PostgresServer>>(() =>
                    StartAsync(
                        database,
                        options
                            ?? new PostgresServerOptions
                            {
                                LogStatements = true,
                                WithPam = database.IamDatabaseAuthentication && PamParts.HavePostgres,
                            })))
            .Value;
    }

    public Task<MySqlServer> GetMySqlAsync(string identifier, MySqlServerOptions? options)
    {
        var database = organisation.Database(identifier);
        if (!IsMySql(database))
            throw new ArgumentException($"'{identifier}' is of {database.Engine}, not of MariaDB or MySQL.", nameof(identifier));
        return _mySqlServers
            .GetOrAdd(
                identifier,
                _ => new Lazy<Task<MySqlServer>>(() =>
                    StartAsync(
                        database,
                        options
                            ?? new MySqlServerOptions
                            {
                                LogStatements = true,
                                WithPam = database.IamDatabaseAuthentication && PamParts.HaveMariaDb,
                            })))
            .Value;
    }

    public Task<TdsServer> GetTdsAsync(string identifier)
    {
        var database = organisation.Database(identifier);
        if (!IsSqlServer(database))
            throw new ArgumentException($"'{identifier}' is of {database.Engine}, not of SQL Server.", nameof(identifier));
        return _tdsServers.GetOrAdd(identifier, _ => new Lazy<Task<TdsServer>>(() => Task.FromResult(StartTds(database)))).Value;
    }

    public async ValueTask DisposeAsync()
    {
        var started = _servers
            .Values.Where(server => server.IsValueCreated)
            .Select(server => (Func<Task<IAsyncDisposable>>)(async () => await server.Value))
            .Concat(
                _mySqlServers
                    .Values.Where(server => server.IsValueCreated)
                    .Select(server => (Func<Task<IAsyncDisposable>>)(async () => await server.Value)))
            .Concat(
                _tdsServers
                    .Values.Where(server => server.IsValueCreated)
                    .Select(server => (Func<Task<IAsyncDisposable>>)(async () => await server.Value)));
        foreach (var server in started.ToList())
        {
            try
            {
                await (await server()).DisposeAsync();
            }
            catch (InvalidOperationException)
            {
                // It had not started; who asked for it was told.
            }
        }
    }

    private async Task<PostgresServer> StartAsync(DatabaseResource database, PostgresServerOptions options)
    {
        var server = await PostgresServer.StartAsync(
            options with
            {
                MasterUserName = database.MasterUserName,
                LoginCheck = LoginCheck(database),
            });
        if (database.IamDatabaseAuthentication)
            await server.SetIamAuthenticationAsync(true);
        lock (organisation.Gate)
        {
            database.SetIamAuthentication = server.SetIamAuthenticationAsync;
            Attach(
                database,
                server.Host,
                server.Port,
                server.MasterLogin.Password,
                (password, cancellationToken) => server.SetPasswordByVerifierAsync(database.MasterUserName, password, cancellationToken));
        }

        return server;
    }

    private async Task<MySqlServer> StartAsync(DatabaseResource database, MySqlServerOptions options)
    {
        var server = await MySqlServer.StartAsync(
            options with
            {
                MasterUserName = database.MasterUserName,
                LoginCheck = LoginCheck(database),
            });
        if (database.IamDatabaseAuthentication)
            await server.SetIamAuthenticationAsync(true);
        lock (organisation.Gate)
        {
            database.SetIamAuthentication = server.SetIamAuthenticationAsync;
            Attach(
                database,
                server.Host,
                server.Port,
                server.MasterLogin.Password,
                (password, _) => server.SetPasswordByHashAsync(database.MasterUserName, password));
        }

        return server;
    }

    private string LoginCheck(DatabaseResource database) => DatabaseLogins.Variable(endpointUrl(), database.Identifier);

    private TdsServer StartTds(DatabaseResource database)
    {
        var server = new TdsServer(
            new TdsServerOptions { MasterUserName = database.MasterUserName, Authority = SandboxCertificates.Shared });
        lock (organisation.Gate)
        {
            Attach(database, server.Host, server.Port, server.MasterLogin.Password, (password, _) =>
            {
                server.SetMasterPassword(password);
                return Task.CompletedTask;
            });
        }

        return server;
    }

    /// <summary>True where a TDS endpoint is the server.</summary>
    public static bool IsSqlServer(DatabaseResource database) => database.Engine.StartsWith("sqlserver-", StringComparison.Ordinal);

    /// <summary>True where MariaDB is the server.</summary>
    public static bool IsMySql(DatabaseResource database) => database.Engine is "mariadb" or "mysql" or "aurora-mysql";

    private void Attach(
        DatabaseResource database, string host, int port, string masterPassword, Func<string, CancellationToken, Task> setMasterPassword)
    {
        (database.HostName, database.Port) = (host, port);
        database.SetMasterPassword = setMasterPassword;
        if (database.MasterUserSecretArn is { } secretArn)
            organisation.Secret(secretArn).Start(masterPassword);
        if (database is not DatabaseCluster cluster)
            return;
        // One server is the whole cluster: its reader and custom endpoints and its members lead there too.
        cluster.ReaderHostName = host;
        for (var index = 0; index < cluster.CustomHostNames.Count; index++)
            cluster.CustomHostNames[index] = host;
        foreach (var member in cluster.Members.Select(organisation.Database))
            (member.HostName, member.Port) = (host, port);
    }
}
