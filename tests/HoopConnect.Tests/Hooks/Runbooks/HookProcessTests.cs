using System.Diagnostics;
using HoopConnect.Hooks.Runbooks;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Hooks.Runbooks;

/// <summary>Processes of hooks, by shell scripts: they start at once.</summary>
public sealed class HookProcessTests : IDisposable
{
    private readonly Scripts _scripts = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scripts.Dispose();

    [Fact]
    public async Task Its_exit_code_and_both_streams_come_back_and_it_has_nothing_to_read()
    {
        var exit = await RunAsync("echo out; echo err >&2; read line || echo nothing; exit 7");
        Assert.Equal((7, false), (exit.ExitCode, exit.TimedOut));
        Assert.Equal(["err", "nothing", "out"], exit.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task One_that_writes_without_end_is_read_and_not_kept()
    {
        var exit = await RunAsync("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo done >&2; exit 0");
        Assert.Equal(0, exit.ExitCode);
        Assert.Matches(@"\[\d{7} more bytes were left out\]$", exit.Output);
        Assert.True(exit.Output.Length < 4200);
    }

    [Theory]
    // It takes no notice of being asked to end.
    [InlineData("trap '' TERM INT HUP; echo $$ >> pids; while :; do sleep 1; done")]
    // A child, and a child's child.
    [InlineData("echo $$ >> pids; (sh -c 'echo $$ >> pids; sleep 300 & echo $! >> pids; wait') & wait")]
    // It closed its streams.
    [InlineData("exec >&- 2>&-; echo $$ >> pids; sleep 300")]
    // Nobody's child any more, in a session of its own.
    [InlineData("(setsid sh -c 'echo $$ >> pids; sleep 300' &) ; echo $$ >> pids; sleep 300")]
    public async Task When_its_time_is_up_all_of_it_is_ended(string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Whose parent has ended is found by its environment on Linux alone.");
        var started = Stopwatch.StartNew();
        var exit = await RunAsync(script, TimeSpan.FromSeconds(1));
        Assert.True(exit.TimedOut);
        Assert.NotEqual(0, exit.ExitCode);
        Promptness.Check(started);
        await AssertEndedAsync();
    }

    [Theory]
    [InlineData("sleep 300 & echo $! > pids; echo done")]
    [InlineData("(setsid sh -c 'echo $$ >> pids; exec sleep 300' >/dev/null 2>&1 &); while [ ! -s pids ]; do sleep 0.05; done; echo done")]
    public async Task What_it_left_running_ends_with_it(string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Whose parent has ended is found by its environment on Linux alone.");
        var started = Stopwatch.StartNew();
        var exit = await RunAsync(script);
        Assert.Equal((0, false, "done\n"), (exit.ExitCode, exit.TimedOut, exit.Output));
        Promptness.Check(started);
        await AssertEndedAsync();
    }

    [Fact]
    public async Task A_cancelled_one_is_ended_at_once()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = RunAsync("trap '' TERM INT; echo $$ > pids; while :; do sleep 1; done", cancellationToken: stop.Token);
        while (!File.Exists(Pids) || new FileInfo(Pids).Length == 0)
            await Task.Delay(20, Cancellation);
        var started = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Promptness.Check(started);
        await AssertEndedAsync();
    }

    [Fact]
    public async Task A_program_that_does_not_start_is_a_failure_with_its_name()
    {
        var start = new ProcessStartInfo(Path.Combine(_scripts.Folder, "nothing")) { WorkingDirectory = _scripts.Folder };
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            HookProcess.RunAsync(start, new OutputMask([]), TimeSpan.FromSeconds(5), Cancellation));
        Assert.Equal("Runbook.StartFailed", error.ErrorId);
        Assert.Contains("nothing", error.Message, StringComparison.Ordinal);
    }

    private string Pids => Path.Combine(_scripts.Folder, "pids");

    private Task<HookExit> RunAsync(string script, TimeSpan? timeout = null, CancellationToken? cancellationToken = null) =>
        HookProcess.RunAsync(
            new ProcessStartInfo(Scripts.Require("sh"), ["-c", script]) { WorkingDirectory = _scripts.Folder },
            new OutputMask([]), timeout ?? TimeSpan.FromMinutes(1), cancellationToken ?? Cancellation);

    // One that was ended and that nobody has asked for is there without an environment, as a zombie.
    private async Task AssertEndedAsync()
    {
        var ids = await File.ReadAllLinesAsync(Pids, Cancellation);
        Assert.NotEmpty(ids);
        foreach (var id in ids)
        {
            var status = $"/proc/{id}/stat";
            if (File.Exists(status))
                Assert.Contains(") Z ", await File.ReadAllTextAsync(status, Cancellation), StringComparison.Ordinal);
        }
    }
}
