using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// A real MariaDB server (or MySQL, where such a program was named) on 127.0.0.1 with TLS, whose master user has what an RDS master has: no
/// SUPER. It goes with <see cref="DisposeAsync"/>, or with this process however that ends.
/// </summary>
public sealed class MySqlServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly MySqlTemplate _template;
    private readonly Process _process;
    private readonly bool _hasPam;
    private bool _hasIam;
    private bool _disposed;

    private MySqlServer(MySqlTemplate template, string folder, int port, Process process, ServerLogin master, bool hasPam)
    {
        _hasPam = hasPam;
        _template = template;
        Folder = folder;
        _process = process;
        Port = port;
        MasterLogin = master;
        SuperuserLogin = new ServerLogin(MySqlTemplate.Superuser, template.SuperuserPassword);
    }

    /// <summary>Always 127.0.0.1: nothing else can reach the server.</summary>
    public string Host => "127.0.0.1";

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>Where its files are while it lives.</summary>
    public string Folder { get; }

    /// <summary>PEM file with the authority that signed the server's certificate (for 127.0.0.1 and localhost).</summary>
    public string CaFile => _template.CaFile;

    /// <summary>The user with all rights, called <c>rdsadmin</c> as on RDS: for arranging and looking, never for the product.</summary>
    public ServerLogin SuperuserLogin { get; }

    /// <summary>The master user. <see cref="SetPasswordByHashAsync"/> keeps it up to date.</summary>
    public ServerLogin MasterLogin { get; private set; }

    /// <summary>Starts a server: about half a second, and some seconds for the first of a process.</summary>
    public static async Task<MySqlServer> StartAsync(MySqlServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new MySqlServerOptions();
        if (options.WithPam && !PamParts.HaveMariaDb)
            throw MissingServer.Exception(PamParts.NotInstalled);
        var programs = options.Programs ?? MySqlPrograms.Installed ?? throw MissingServer.Exception(MySqlPrograms.NotInstalled);
        var template = await MySqlTemplate.GetAsync(programs).WaitAsync(cancellationToken);
        var master = new ServerLogin(
            options.MasterUserName, options.MasterPassword ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(12)));
        for (var attempt = 1; ; attempt++)
        {
            var folder = template.NewServerFolder();
            var port = ServerProcess.FreePort();
            var users = folder + ".sql";
            await MySqlTemplate.WriteAsync(users, MySqlUsers.Statements(programs, template.SuperuserPassword, master));
            var process = ServerProcess.Start(
                folder,
                template.DataFolder,
                "KILL",
                [
                    "env",
                    $"{PamParts.LoginVariable}={options.LoginCheck}",
                    programs.Server,
                    .. template.Arguments,
                    .. Settings(folder, port, users, template.PluginFolder, options),
                ]);
            var server = new MySqlServer(template, folder, port, process, master, options.WithPam);
            try
            {
                await server.WaitUntilReadyAsync(cancellationToken);
                await ServerAccount.RunAsync("", "rm", users);
                return server;
            }
            catch (Exception exception)
            {
                var log = await server.ReadAsync("server.log");
                await server.DisposeAsync();
                // Somebody else took the port between our look and the server's: take another.
                if (attempt < 5 && log.Contains("Address already in use", StringComparison.Ordinal))
                    continue;
                if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
                    throw;
                throw new InvalidOperationException(
                    $"The sandbox's {programs} did not start: {exception.Message}{Environment.NewLine}{log}", exception);
            }
        }
    }

    /// <summary>Sets the master's password as RDS does: from inside, without the password in any statement. MariaDB only.</summary>
    public async Task SetPasswordByHashAsync(string userName, string password)
    {
        var name = userName.Replace("'", "''", StringComparison.Ordinal);
        await RunAsync($"ALTER USER '{name}'@'%' IDENTIFIED VIA mysql_native_password USING '{MySqlNativeHash.Of(password)}';");
        if (userName == MasterLogin.UserName)
            MasterLogin = new ServerLogin(userName, password);
    }

    /// <summary>
    /// Loads AWS's authentication plugin, or takes it away, as RDS does when IAM authentication is switched. MariaDB only.
    /// </summary>
    internal async Task SetIamAuthenticationAsync(bool isEnabled)
    {
        if (_hasPam && isEnabled != _hasIam)
            await RunAsync(
                isEnabled
                    ? $"INSTALL PLUGIN {AwsAuthenticationPlugin.Name} SONAME '{AwsAuthenticationPlugin.FileName}'"
                    : $"UNINSTALL PLUGIN {AwsAuthenticationPlugin.Name}");
        _hasIam = isEnabled;
    }

    /// <summary>Everything the server wrote so far: its own log, the general log and the slow log.</summary>
    public async Task<string> ReadLogsAsync() =>
        await ReadAsync("server.log") + await ReadAsync("general.log") + await ReadAsync("slow.log");

    /// <summary>Stops the server at once and removes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await ServerProcess.StopAsync(_process);
        _process.Dispose();
    }

    private static IEnumerable<string> Settings(string folder, int port, string users, string pluginFolder, MySqlServerOptions options)
    {
        var data = Path.Combine(folder, "data");
        string[] settings =
        [
            $"--datadir={data}",
            $"--tmpdir={folder}",
            $"--port={port.ToString(CultureInfo.InvariantCulture)}",
            "--bind-address=127.0.0.1",
            $"--socket={Path.Combine(folder, "s")}",
            $"--pid-file={Path.Combine(folder, "server.pid")}",
            $"--ssl-cert={Path.Combine(data, "server.crt")}",
            $"--ssl-key={Path.Combine(data, "server.key")}",
            "--skip-name-resolve", "--max-connections=60", $"--init-file={users}",
        ];
        string[] logs = options.LogStatements
            ?
            [
                "--general-log=1", $"--general-log-file={Path.Combine(folder, "general.log")}", "--slow-query-log=1",
                $"--slow-query-log-file={Path.Combine(folder, "slow.log")}", "--long-query-time=0",
            ]
            : [];
        string[] iam = options.WithPam ? [$"--plugin-dir={pluginFolder}", "--loose-awsauthenticationplugin-use-cleartext-plugin=ON"] : [];
        return [.. settings, .. logs, .. iam, .. options.Arguments];
    }

    private Task RunAsync(string sql) =>
        ServerAccount.RunAsync($"[client]\npassword={SuperuserLogin.Password}\n", "sh",
            "-c",
            "umask 077; cat > \"$1/client.cnf\"; shift; printf '%s' \"$3\" | \"$1\" --defaults-file=\"$2/client.cnf\" --user=\"$4\" " +
                "--protocol=socket --socket=\"$2/s\"; s=$?; rm -f \"$2/client.cnf\"; exit $s",
            "sh", Folder, MySqlPrograms.Client!, Folder, sql, SuperuserLogin.UserName);

    private async Task<string> ReadAsync(string name)
    {
        var path = Path.Combine(Folder, name);
        if (!File.Exists(path))
            return "";
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (!(await ReadAsync("server.log")).Contains("ready for connections", StringComparison.Ordinal))
        {
            if (ServerProcess.HasEnded(_process, Folder))
                throw new InvalidOperationException("it ended.");
            if (clock.Elapsed > StartTimeout)
                throw new TimeoutException("it was not ready in time.");
            await Task.Delay(20, cancellationToken);
        }
    }
}
