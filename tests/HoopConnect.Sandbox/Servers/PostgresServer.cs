using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// A real PostgreSQL server on 127.0.0.1 with TLS, whose master user is what an RDS master is: CREATEROLE, CREATEDB, owner of
/// <c>postgres</c> and <c>template1</c>, no superuser. It goes with <see cref="DisposeAsync"/>, or with this process however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _passwordTurn = new(1, 1);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly PostgresTemplate _template;
    private readonly string _folder;
    private readonly Process _process;
    private readonly SslMode _sslMode;
    private bool _disposed;

    private PostgresServer(
        PostgresTemplate template, string folder, int port, Process process, ServerLogin master, PostgresServerOptions options)
    {
        Major = options.Major;
        _sslMode = options.MisnamedCertificate ? SslMode.VerifyCA : SslMode.VerifyFull;
        _template = template;
        _folder = folder;
        _process = process;
        Port = port;
        MasterLogin = master;
        SuperuserLogin = new ServerLogin(PostgresTemplate.Superuser, template.SuperuserPassword);
    }

    /// <summary>The role whose members log in by token. RDS makes it when IAM authentication is enabled.</summary>
    internal const string IamRole = "rds_iam";

    /// <summary>The role whose members may log in by MD5, where their passwords are kept so. Nobody makes it by itself.</summary>
    internal const string Md5Role = "kept_for_md5";

    /// <summary>PostgreSQL's major version.</summary>
    public int Major { get; }

    /// <summary>Always 127.0.0.1: nothing else can reach the server.</summary>
    public string Host => "127.0.0.1";

    /// <summary>Where its files are while it lives.</summary>
    public string Folder => _folder;

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>PEM file with the authority that signed the server's certificate (for 127.0.0.1 and localhost).</summary>
    public string CaFile => _template.CaFile;

    /// <summary>The superuser, called <c>rdsadmin</c> as on RDS: for arranging and looking, never for the product.</summary>
    public ServerLogin SuperuserLogin { get; }

    /// <summary>The master user. <see cref="SetPasswordByVerifierAsync"/> keeps it up to date.</summary>
    public ServerLogin MasterLogin { get; private set; }

    /// <summary>There is a server of that major version for this platform (npm/package.json), and it is installed.</summary>
    public static bool Has(int major) => PostgresBinaries.Has(major);

    /// <summary>Starts a server: about a third of a second, and some seconds for the first of its major version in a process.</summary>
    public static async Task<PostgresServer> StartAsync(
        PostgresServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PostgresServerOptions();
        if (options.WithPam)
            options = PamParts.HavePostgres
                ? options with
                {
                    Major = PamParts.NewestPostgres!.Value.Major,
                }
                : throw MissingServer.Exception(PamParts.NotInstalled);
        var template = await PostgresTemplate.GetAsync(options.Major, options.WithPam).WaitAsync(cancellationToken);
        var master = new ServerLogin(
            options.MasterUserName, options.MasterPassword ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(12)));
        for (var attempt = 1; ; attempt++)
        {
            var folder = template.NewServerFolder();
            var port = ServerProcess.FreePort();
            var process = PostgresProcess.Start(template, folder, port, options);
            var server = new PostgresServer(template, folder, port, process, master, options);
            try
            {
                await server.WaitUntilReadyAsync(cancellationToken);
                await server.MakeMasterAsync(options, cancellationToken);
                return server;
            }
            catch (Exception exception)
            {
                var log = await server.ReadLogAsync(CancellationToken.None);
                await server.DisposeAsync();
                // Somebody else took the port between our look and the server's: take another.
                if (attempt < 5 && log.Contains("Address already in use", StringComparison.Ordinal))
                    continue;
                if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
                    throw;
                throw new InvalidOperationException(
                    $"The sandbox's PostgreSQL did not start: {exception.Message}{Environment.NewLine}{log}", exception);
            }
        }
    }

    /// <summary>A connection string for these sandbox logins: TLS verified in full, no pool.</summary>
    public string ConnectionString(ServerLogin login, string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = Host,
        Port = Port,
        Username = login.UserName,
        Password = login.Password,
        Database = database,
        SslMode = _sslMode,
        RootCertificate = CaFile,
        Pooling = false,
        Timeout = 15,
        CommandTimeout = 60,
    }.ConnectionString;

    /// <summary>An open connection as the superuser.</summary>
    public Task<NpgsqlConnection> OpenSuperuserAsync(string database = "postgres", CancellationToken cancellationToken = default) =>
        OpenAsync(SuperuserLogin, database, cancellationToken);

    /// <summary>An open connection as the master.</summary>
    public Task<NpgsqlConnection> OpenMasterAsync(string database = "postgres", CancellationToken cancellationToken = default) =>
        OpenAsync(MasterLogin, database, cancellationToken);

    /// <summary>An open connection.</summary>
    public async Task<NpgsqlConnection> OpenAsync(
        ServerLogin login, string database = "postgres", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(login);
        var connection = new NpgsqlConnection(ConnectionString(login, database));
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sets a user's password as RDS does: from inside, without the password in any statement.</summary>
    public async Task SetPasswordByVerifierAsync(string userName, string password, CancellationToken cancellationToken = default)
    {
        // RDS makes the changes of one database one after the other; two at once would fail by "tuple concurrently updated".
        await _passwordTurn.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await OpenSuperuserAsync(cancellationToken: cancellationToken);
            await using var command = new NpgsqlCommand(
                $"ALTER ROLE {Quote(userName)} PASSWORD '{ScramSha256.Verifier(password)}'", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            if (userName == MasterLogin.UserName)
                MasterLogin = new ServerLogin(userName, password);
        }
        finally
        {
            _passwordTurn.Release();
        }
    }

    /// <summary>
    /// Makes the role <c>rds_iam</c>, which the master may grant, where it is missing. It stays when IAM authentication is disabled.
    /// </summary>
    internal async Task SetIamAuthenticationAsync(bool isEnabled)
    {
        await using var connection = await OpenSuperuserAsync();
        await using var look = new NpgsqlCommand($"SELECT count(*) FROM pg_roles WHERE rolname = '{IamRole}'", connection);
        if (!isEnabled || (long)(await look.ExecuteScalarAsync())! > 0)
            return;
        // From 16 on CREATEROLE alone grants nothing that is not one's own.
        var grant = Major < 16 ? "" : $"; GRANT {IamRole} TO {Quote(MasterLogin.UserName)} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE";
        await using var command = new NpgsqlCommand($"CREATE ROLE {IamRole}{grant}", connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Everything the server wrote to its log so far.</summary>
    public async Task<string> ReadLogAsync(CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(_folder, "server.log");
        if (!File.Exists(path))
            return "";
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>Stops the server at once and removes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await ServerProcess.StopAsync(_process);
        _process.Dispose();
    }

    private async Task MakeMasterAsync(PostgresServerOptions options, CancellationToken cancellationToken)
    {
        var master = Quote(MasterLogin.UserName);
        await using var connection = await OpenSuperuserAsync(cancellationToken: cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                $"CREATE ROLE {master} LOGIN CREATEROLE CREATEDB PASSWORD '{ScramSha256.Verifier(MasterLogin.Password)}'"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"ALTER DATABASE postgres OWNER TO {master}"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"ALTER DATABASE template1 OWNER TO {master}"));
        if (options.MasterHasPredefinedRoles)
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"GRANT pg_read_all_data, pg_signal_backend TO {master}"));
        if (Major < 15)
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"ALTER SCHEMA public OWNER TO {master}"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (Major >= 15)
            return;

        // From 15 on the schema public is its database's owner's; before, on RDS, the master's, also in databases to come.
        await using var template = await OpenSuperuserAsync("template1", cancellationToken);
        await using var command = new NpgsqlCommand($"ALTER SCHEMA public OWNER TO {master}", template);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The server writes "ready" into its pid file; looking there leaves no failed connections in its log.</summary>
    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var pidFile = Path.Combine(_folder, "data", "postmaster.pid");
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (ServerProcess.HasEnded(_process, _folder))
                throw new InvalidOperationException("it ended.");
            try
            {
                if (
                    File.Exists(pidFile)
                    && (await File.ReadAllTextAsync(pidFile, cancellationToken)).Contains("\nready", StringComparison.Ordinal))
                    return;
            }
            catch (IOException)
            {
                // Being written just now.
            }

            if (clock.Elapsed > StartTimeout)
                throw new TimeoutException("it was not ready in time.");
            await Task.Delay(10, cancellationToken);
        }
    }

    private static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
