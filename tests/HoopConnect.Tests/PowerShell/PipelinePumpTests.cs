using System.Diagnostics;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Pipeline;

namespace HoopConnect.Tests.PowerShell;

public sealed class PipelinePumpTests
{
    private static readonly Plan s_plan = new("orders", "provision roles", [new PlanStep("hoop_ro", "create role", "CREATE ROLE hoop_ro")]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Whatever_the_work_asks_for_is_done_on_the_pipeline_thread_in_its_order()
    {
        var pipeline = new RecordingPipeline();
        using var pump = new PipelinePump(pipeline);
        var failure = pump.Run(async token =>
        {
            await Task.Yield();
            pump.Verbose("v");
            await pump.WriteAsync(1, token);
            pump.Warning("w");
            pump.Debug("d");
            pump.Progress(new HoopProgress(1, "a", "s"));
            Assert.True(await pump.ShouldApplyAsync(s_plan, token));
            pump.Error(new HoopException("A.B", HoopErrorKind.InvalidData, "m"));
        });
        Assert.Null(failure);
        Assert.Equal([Environment.CurrentManagedThreadId], pipeline.Threads);
        Assert.Equal(["verbose: v", 1, "warning: w", "debug: d"], pipeline.Records.Take(4));
        Assert.IsType<HoopProgress>(pipeline.Records[4]);
        Assert.Same(s_plan, pipeline.Records[5]);
        Assert.IsType<HoopException>(pipeline.Records[6]);
    }

    [Fact]
    public void The_failure_of_the_work_is_given_back_after_all_it_wrote()
    {
        var pipeline = new RecordingPipeline();
        using var pump = new PipelinePump(pipeline);
        var failure = pump.Run(async token =>
        {
            await pump.WriteAsync("before", token);
            pump.Verbose("last words");
            throw new HoopException("A.B", HoopErrorKind.InvalidData, "m");
        });
        Assert.Equal("A.B", Assert.IsType<HoopException>(failure).ErrorId);
        Assert.Equal(["before", "verbose: last words"], pipeline.Records);
    }

    [Fact]
    public async Task A_stop_ends_the_run_within_a_second_and_nothing_is_written_after_it()
    {
        var pipeline = new RecordingPipeline();
        using var pump = new PipelinePump(pipeline);
        var started = new TaskCompletionSource();
        var stopper = Task.Run(
            async () =>
            {
                await started.Task;
                pump.Stop();
            },
            Token);
        var clock = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() => pump.Run(async token =>
        {
            await pump.WriteAsync("first", token);
            started.SetResult();
            // Work that does not look at its token must not hold up the prompt.
            await Task.Delay(TimeSpan.FromSeconds(20), Token);
            pump.Verbose("too late");
        }));
        Promptness.Check(clock);
        Assert.Equal(["first"], pipeline.Records);
        await stopper;
    }

    [Fact]
    public void The_token_of_the_work_is_cancelled_by_a_stop()
    {
        using var pump = new PipelinePump(new RecordingPipeline());
        var seen = false;
        Assert.ThrowsAny<OperationCanceledException>(() => pump.Run(async token =>
        {
            using var registration = token.Register(() => seen = true);
            pump.Stop();
            await Task.Delay(Timeout.Infinite, token);
        }));
        Assert.True(seen);
    }

    [Fact]
    public void What_PowerShell_throws_at_an_object_comes_through_and_ends_the_work()
    {
        // As Select-Object -First and -ErrorAction Stop do.
        using var pump = new PipelinePump(new RecordingPipeline { OnObject = _ => throw new InvalidTimeZoneException("enough") });
        var ended = new TaskCompletionSource();
        Assert.Throws<InvalidTimeZoneException>(() => pump.Run(async token =>
        {
            try
            {
                for (var i = 0; ; i++)
                    await pump.WriteAsync(i, token);
            }
            finally
            {
                ended.SetResult();
            }
        }));
        Assert.True(ended.Task.IsCompleted);
    }

    [Fact]
    public void Work_on_the_session_thread_gives_its_answer_or_its_failure_to_whoever_asked()
    {
        using var pump = new PipelinePump(new RecordingPipeline());
        var thread = 0;
        var failure = pump.Run(async token =>
        {
            thread = await pump.OnSessionThreadAsync(() => Environment.CurrentManagedThreadId, token);
            await Assert.ThrowsAsync<InvalidTimeZoneException>(async () =>
                await pump.OnSessionThreadAsync<int>(() => throw new InvalidTimeZoneException(), token));
        });
        Assert.Null(failure);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void An_empty_plan_is_not_asked_about()
    {
        var pipeline = new RecordingPipeline { Answer = _ => false };
        using var pump = new PipelinePump(pipeline);
        var answer = false;
        pump.Run(async token => answer = await pump.ShouldApplyAsync(new Plan("orders", "provision roles", []), token));
        Assert.True(answer);
        Assert.Empty(pipeline.Records);
    }

    [Fact]
    public void Work_that_is_faster_than_its_reader_waits_for_it()
    {
        var ahead = 0;
        var most = 0;
        using var pump = new PipelinePump(
            new RecordingPipeline { OnObject = _ => most = Math.Max(most, Interlocked.Decrement(ref ahead) + 1) });
        pump.Run(async token =>
        {
            for (var i = 0; i < 1000; i++)
            {
                Interlocked.Increment(ref ahead);
                await pump.WriteAsync(i, token);
            }
        });
        Assert.Equal(1, most);
    }

    [Fact]
    public void What_was_reported_between_two_runs_is_written_in_the_next()
    {
        var pipeline = new RecordingPipeline();
        using var pump = new PipelinePump(pipeline);
        pump.Run(_ => Task.CompletedTask);
        pump.Verbose("between");
        pump.Run(_ => Task.CompletedTask);
        Assert.Equal(["verbose: between"], pipeline.Records);
    }
}
