using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Servers;

namespace HoopConnect.Tests.Sandbox;

/// <summary>The sandbox as a program: it says how to reach it, and leaves nothing behind however it ends.</summary>
public sealed class SandboxProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sandbox-program-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string InfoFile => Path.Combine(_folder.FullName, "info.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_serves_until_its_standard_input_closes_and_leaves_nothing()
    {
        RequirePostgres();
        using var program = Start("--servers", "orders");
        var info = await InfoAsync(program);
        Assert.True(File.Exists(info.CaFile));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(InfoFile));
        using var http = new HttpClient();
        using var refused = await http.PostAsync(info.EndpointUrl, new StringContent("Action=GetCallerIdentity&Version=2011-06-15"), Stop);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var server = ServerOf(info);

        program.StandardInput.Close();
        await program.WaitForExitAsync(Stop);
        Assert.Equal(0, program.ExitCode);
        await GoneAsync(info, server);
        Assert.False(File.Exists(InfoFile));
    }

    [Fact]
    public async Task Killed_it_takes_its_servers_and_files_along()
    {
        RequirePostgres();
        using var program = Start("--servers", "orders");
        var info = await InfoAsync(program);
        using var server = ServerOf(info);
        program.Kill();
        await program.WaitForExitAsync(Stop);
        await GoneAsync(info, server);
    }

    [Fact]
    public async Task It_ends_with_the_parent_it_was_given()
    {
        // One that waits for its standard input, on every platform.
        using var parent = StartBare(["run", "--servers", "none"]);
        using var program = Start("--servers", "none", "--parent", parent.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        program.StandardInput.Close();
        await InfoAsync(program);
        parent.Kill();
        await program.WaitForExitAsync(Stop);
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public async Task It_ends_when_it_is_terminated_and_takes_orders_while_it_runs()
    {
        using var program = Start("--servers", "none");
        var info = await InfoAsync(program);
        using var http = new HttpClient();
        using var taken = await http.PostAsync(
            info.ControlUrl,
            JsonContent.Create(
                new { deny = new { who = "222233334444", action = "rds:*" }, fault = new { kind = "Throttle", service = "sts" } }),
            Stop);
        Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
        using var refused = await http.PostAsync(info.ControlUrl, JsonContent.Create(new { dance = true }), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);

        if (OperatingSystem.IsWindows())
        {
            program.Kill();
            Assert.Skip("Its orders were taken; Windows has no SIGTERM.");
        }

        using var kill = Process.Start(
            new ProcessStartInfo("kill", ["-TERM", program.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        )!;
        await program.WaitForExitAsync(Stop);
        Assert.Equal(0, program.ExitCode);
    }

    [Theory]
    [InlineData("walk")]
    [InlineData("run --servers")]
    [InlineData("run --colour red")]
    [InlineData("run --latency soon")]
    public async Task What_it_does_not_understand_ends_with_its_usage(string arguments)
    {
        using var program = StartBare(arguments.Split(' '));
        await program.WaitForExitAsync(Stop);
        Assert.Equal(2, program.ExitCode);
        Assert.Contains("--servers", await program.StandardError.ReadToEndAsync(Stop), StringComparison.Ordinal);
    }

    private static void RequirePostgres() => Assert.SkipUnless(
        PostgresServer.Has(PostgresServerOptions.NewestMajor), "The sandbox's PostgreSQL is not here: run the tools step of the build.");

    private Process Start(params string[] arguments) => StartBare(["run", "--info", InfoFile, .. arguments]);

    private static Process StartBare(IReadOnlyList<string> arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "HoopConnect.Sandbox.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private async Task<SandboxInfo> InfoAsync(Process program)
    {
        while (!File.Exists(InfoFile))
        {
            Assert.False(program.HasExited, "the sandbox ended at once");
            await Task.Delay(50, Stop);
        }
        return JsonSerializer.Deserialize<SandboxInfo>(await File.ReadAllTextAsync(InfoFile, Stop), JsonSerializerOptions.Web)!;
    }

    /// <summary>The server's own process. Its port would not do: as soon as it is free, a test beside this one may take it.</summary>
    private static Process ServerOf(SandboxInfo info)
    {
        var pidFile = Path.Combine(Path.GetDirectoryName(info.Servers[0].LogFile)!, "data", "postmaster.pid");
        var server = Process.GetProcessById(int.Parse(File.ReadLines(pidFile).First(), System.Globalization.CultureInfo.InvariantCulture));
        Assert.False(server.HasExited);
        return server;
    }

    private static async Task GoneAsync(SandboxInfo info, Process server)
    {
        // The shells that clean up after a killed process need a moment.
        var folder = Path.GetDirectoryName(info.CaFile)!;
        var clock = Stopwatch.StartNew();
        while ((Directory.Exists(folder) || !server.HasExited) && clock.Elapsed < TimeSpan.FromSeconds(20))
            await Task.Delay(50, Stop);
        Assert.False(Directory.Exists(folder), $"{folder} is still there");
        Assert.True(server.HasExited, "the server is still there");
    }
}
