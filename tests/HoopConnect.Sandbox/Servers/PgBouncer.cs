using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// A pgbouncer on 127.0.0.1 before a PostgreSQL server, with TLS on both sides, that gives a session of the server to a client for the
/// length of a transaction. It takes whoever the server would.
/// </summary>
public sealed class PgBouncer : IAsyncDisposable
{
    /// <summary>What a test says that finds none.</summary>
    public const string NotInstalled =
        "There is no pgbouncer on this machine. Run tests/HoopConnect.Sandbox/pgbouncer/restore.sh as root on Debian, or install it.";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(15);

    private static readonly string? Program =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "pgbouncer")).FirstOrDefault(File.Exists);

    private readonly Process _process;

    private PgBouncer(int port, Process process) => (Port, _process) = (port, process);

    /// <summary>Whether it is installed.</summary>
    public static bool IsInstalled => Program is not null;

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>Starts one.</summary>
    /// <param name="server">The server behind it.</param>
    /// <param name="sessions">How many sessions of the server it has for each user and database.</param>
    /// <param name="cancellationToken">Gives up waiting for it.</param>
    public static async Task<PgBouncer> StartAsync(PostgresServer server, int sessions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var root = Path.Combine(ServerFolders.ForData("hoopconnect-pooler-"), "servers");
        await ServerAccount.OwnAsync(Directory.CreateDirectory(root).FullName);
        var (template, folder) = (Path.Combine(root, "template"), Path.Combine(root, "pooler"));
        var port = ServerProcess.FreePort();
        var data = Path.Combine(folder, "data");
        var certificate = SandboxCertificates.Shared.IssueServerCertificate("localhost", server.Host);
        foreach (var (name, text) in new[]
        {
            ("server.crt", certificate.CertificatePem),
            ("server.key", certificate.KeyPem),
            ("users.txt", $"\"{server.SuperuserLogin.UserName}\" \"{server.SuperuserLogin.Password}\"\n"),
            ("pgbouncer.ini",
                $"""
                [databases]
                * = host={server.Host} port={server.Port} auth_user={server.SuperuserLogin.UserName}
                [pgbouncer]
                listen_addr = {server.Host}
                listen_port = {port}
                unix_socket_dir =
                pool_mode = transaction
                default_pool_size = {sessions}
                auth_type = scram-sha-256
                auth_file = {data}/users.txt
                auth_query = SELECT usename, passwd FROM pg_catalog.pg_shadow WHERE usename = $1
                client_tls_sslmode = require
                client_tls_cert_file = {data}/server.crt
                client_tls_key_file = {data}/server.key
                server_tls_sslmode = require

                """),
        })
        {
            await ServerAccount.RunAsync(
                text, "sh", "-c", "umask 077; mkdir -p \"$1\" && cat > \"$1/$2\"", "sh", template, name);
        }

        var process = ServerProcess.Start(folder, template, "TERM", [Program!, Path.Combine(data, "pgbouncer.ini")]);
        var pooler = new PgBouncer(port, process);
        await pooler.WaitUntilReadyAsync(folder, cancellationToken);
        return pooler;
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await ServerProcess.StopAsync(_process);
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(string folder, CancellationToken cancellationToken)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(20, cancellationToken))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
                return;
            }
            catch (SocketException) when (clock.Elapsed < StartTimeout && !ServerProcess.HasEnded(_process, folder))
            {
                // Not yet.
            }
            catch (SocketException gone)
            {
                var log = Path.Combine(folder, "server.log");
                throw new InvalidOperationException(
                    "pgbouncer did not start: " + (File.Exists(log) ? await File.ReadAllTextAsync(log, cancellationToken) : ""), gone);
            }
        }
    }
}
