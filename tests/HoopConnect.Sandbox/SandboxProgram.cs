using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using HoopConnect.Sandbox.Servers;

namespace HoopConnect.Sandbox;

/// <summary>
/// The sandbox as a program: starts the default organisation with real servers, says how to reach it, and goes when it is told to or left
/// alone.
/// </summary>
internal static class SandboxProgram
{
    private const string Usage = """
        HoopConnect.Sandbox run [options]
          --servers all|none|a,b  the databases that get real servers, MariaDB for legacy, a TDS endpoint for billing
                                  (default: shop,orders,metrics,payments,reports,upgrading)
          --iam a,b|none          the databases with IAM authentication and servers that check tokens, where this machine has what
                                  that needs (default: orders-test)
          --info FILE             also writes how to reach it to FILE, as JSON, for this user only; removed at the end
          --parent PID            ends when that process is gone (otherwise: when standard input closes)
          --latency MS            milliseconds added to every call
          --extra-accounts N      more accounts, for benches
          --page-size N           databases a page at most
        It also ends on SIGINT and SIGTERM. Nothing is left behind.
        """;

    private static readonly string[] DefaultServers = ["shop", "orders", "metrics", "payments", "reports", "upgrading"];
    private static readonly string[] AllServers = [.. DefaultServers, "orders-test", "classic"];
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        if (Arguments.TryParse(args) is not { } arguments)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }
        using var stopping = new CancellationTokenSource();
        using var terminated = Watch(PosixSignal.SIGTERM, stopping);
        using var interrupted = Watch(PosixSignal.SIGINT, stopping);
        using var hungUp = Watch(PosixSignal.SIGHUP, stopping);
        _ = WatchOwnerAsync(arguments.Parent, stopping);
        try
        {
            await using var sandbox = await AwsSandbox.StartAsync(arguments.Options, stopping.Token);
            await SayAsync(await SandboxInfo.OfAsync(sandbox), arguments.InfoFile);
            await Task.Delay(Timeout.Infinite, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to go.
        }
        finally
        {
            if (arguments.InfoFile is not null)
                File.Delete(arguments.InfoFile);
        }
        return 0;
    }

    private static async Task SayAsync(SandboxInfo info, string? file)
    {
        var json = JsonSerializer.Serialize(info, Indented);
        await Console.Out.WriteLineAsync(json);
        if (file is null)
            return;
        // Written aside and moved, so that whoever waits for it reads it whole.
        var aside = file + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(aside, options))
            await writer.WriteAsync(json);
        File.Move(aside, file, overwrite: true);
    }

    private static PosixSignalRegistration Watch(PosixSignal signal, CancellationTokenSource stopping) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
    {
        context.Cancel = true;
        Stop(stopping);
    });

    private static async Task WatchOwnerAsync(int? parent, CancellationTokenSource stopping)
    {
        try
        {
            if (parent is { } id)
            {
                using var process = Process.GetProcessById(id);
                await process.WaitForExitAsync(stopping.Token);
            }
            else
            {
                await using var input = Console.OpenStandardInput();
                var buffer = new byte[256];
                while (await input.ReadAsync(buffer, stopping.Token) > 0)
                {
                    // What is said does not matter, only that somebody is there.
                }
            }
        }
        catch (ArgumentException)
        {
            // The parent was gone before we looked.
        }
        catch (OperationCanceledException)
        {
            return;
        }
        Stop(stopping);
    }

    private static void Stop(CancellationTokenSource stopping)
    {
        try
        {
            stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Gone already.
        }
    }

    private sealed record Arguments(SandboxOptions Options, string? InfoFile, int? Parent)
    {
        public static Arguments? TryParse(string[] args)
        {
            if (args is not ["run", .. var rest] || rest.Length % 2 != 0)
                return null;
            string[] iam = PamParts.HavePostgres ? ["orders-test"] : [];
            var parsed = new Arguments(new SandboxOptions { Servers = [.. DefaultServers, .. iam], IamDatabases = iam }, null, null);
            foreach (var pair in rest.Chunk(2))
                parsed = parsed?.With(pair[0], pair[1]);
            return parsed;
        }

        private Arguments? With(string name, string value)
        {
            var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            return name switch
            {
                "--info" => this with { InfoFile = Path.GetFullPath(value) },
                "--servers" => this with
                {
                    Options = Options with
                    {
                        Servers = value switch
                        {
                            "all" => AllServers,
                            "none" => [],
                            _ => value.Split(','),
                        },
                    },
                },
                "--iam" => this with { Options = Options with { IamDatabases = value is "none" ? [] : value.Split(',') } },
                "--parent" when isNumber => this with { Parent = number },
                "--latency" when isNumber => this with { Options = Options with { Latency = TimeSpan.FromMilliseconds(number) } },
                "--extra-accounts" when isNumber => this with { Options = Options with { ExtraAccounts = number } },
                "--page-size" when isNumber => this with { Options = Options with { DatabasesPageSize = number } },
                _ => null,
            };
        }
    }
}
