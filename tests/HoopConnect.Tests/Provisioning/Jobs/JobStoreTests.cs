using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Jobs;

namespace HoopConnect.Tests.Provisioning.Jobs;

public sealed class JobStoreTests : IDisposable
{
    private const string StateOfWriter = "HOOP_TEST_STATE";

    private readonly string _path = Path.Combine(Path.GetTempPath(), "hoopconnect-tests-" + Guid.NewGuid().ToString("N"));
    private readonly JobStore _store;

    public JobStoreTests() => _store = new JobStore(StateFolder.At(_path));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_path, "jobs");

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public async Task A_record_comes_back_as_it_was_written_and_the_JSON_has_the_names_that_hooks_and_webhooks_read()
    {
        var record = SampleJob.Make() with { HookStatus = new JobHookStatus(3, "done\n", 1) };
        await _store.WriteAsync(record, Cancellation);
        var file = Assert.Single(Directory.GetFiles(Folder));
        using (var json = JsonDocument.Parse(await File.ReadAllTextAsync(file, Cancellation)))
        {
            var root = json.RootElement;
            Assert.Equal(["org_id", "id", "created_at", "completed_at", "spec", "status", "hook_status"], Names(root));
            Assert.Equal(["account_arn", "db_arn", "db_name", "db_engine", "db_tags"], Names(root.GetProperty("spec")));
            Assert.Equal(["key", "value"], Names(root.GetProperty("spec").GetProperty("db_tags")[0]));
            Assert.Equal(["phase", "message", "result"], Names(root.GetProperty("status")));
            var result = root.GetProperty("status").GetProperty("result")[0];
            Assert.Equal(["user_role", "status", "message", "credentials_info", "completed_at"], Names(result));
            Assert.Equal(["secrets_manager_provider", "secret_id", "secret_keys"], Names(result.GetProperty("credentials_info")));
            Assert.Equal(["exit_code", "output", "execution_time_sec"], Names(root.GetProperty("hook_status")));
            Assert.Equal("completed", root.GetProperty("status").GetProperty("phase").GetString());
            Assert.Equal("2031-04-02T08:00:01Z", root.GetProperty("created_at").GetString());
        }

        var read = Assert.Single(await AllAsync(new JobQuery()));
        Assert.Equal(JobDocument.Write(record), JobDocument.Write(read));
    }

    [Fact]
    public async Task A_record_on_disk_is_readable_by_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Modes are POSIX's; on Windows the user's profile is closed by its access list.");
            return;
        }

        await _store.WriteAsync(SampleJob.Make(phase: JobPhase.Running), Cancellation);
        foreach (var file in Directory.GetFiles(Folder))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_running_job_of_this_process_is_running_and_its_end_leaves_one_file()
    {
        var record = SampleJob.Make(phase: JobPhase.Running);
        await _store.WriteAsync(record, Cancellation);
        Assert.Equal(JobPhase.Running, Assert.Single(await AllAsync(new JobQuery())).Status.Phase);
        await _store.WriteAsync(record with { Status = new JobStatus(JobPhase.Completed, "") }, Cancellation);
        Assert.Equal(JobPhase.Completed, Assert.Single(await AllAsync(new JobQuery())).Status.Phase);
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task A_running_record_whose_process_is_gone_reads_as_failed_interrupted()
    {
        var record = SampleJob.Make(phase: JobPhase.Running);
        await _store.WriteAsync(record, Cancellation);
        using var gone = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, "-?") { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var started = gone.StartTime.ToUniversalTime();
        await gone.StandardOutput.ReadToEndAsync(Cancellation);
        await gone.WaitForExitAsync(Cancellation);
        await SetOwnerAsync(new JobOwner(Environment.MachineName, gone.Id, started));
        await AssertInterruptedAsync();
    }

    [Fact]
    public async Task A_process_id_that_is_used_again_does_not_keep_a_job_running()
    {
        await _store.WriteAsync(SampleJob.Make(phase: JobPhase.Running), Cancellation);
        await SetOwnerAsync(JobOwner.ThisProcess() with { StartTime = DateTime.UtcNow.AddDays(-1) });
        await AssertInterruptedAsync();
    }

    [Fact]
    public async Task A_job_of_a_process_that_nobody_lets_us_look_into_is_believed_to_run()
    {
        var closed = Process.GetProcesses().FirstOrDefault(IsClosed);
        Assert.SkipWhen(closed is null, "Everybody may look into every process here.");
        await _store.WriteAsync(SampleJob.Make(phase: JobPhase.Running), Cancellation);
        await SetOwnerAsync(new JobOwner(Environment.MachineName, closed.Id, DateTime.UtcNow));
        Assert.Equal(JobPhase.Running, Assert.Single(await AllAsync(new JobQuery())).Status.Phase);

        static bool IsClosed(Process process)
        {
            try
            {
                return process.StartTime == DateTime.MinValue;
            }
            catch (Win32Exception refused)
            {
                // ERROR_ACCESS_DENIED
                return refused.NativeErrorCode == 5;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_job_of_another_machine_is_believed_to_run()
    {
        await _store.WriteAsync(SampleJob.Make(phase: JobPhase.Running), Cancellation);
        await SetOwnerAsync(new JobOwner("elsewhere", 1, DateTime.UtcNow));
        Assert.Equal(JobPhase.Running, Assert.Single(await AllAsync(new JobQuery())).Status.Phase);
    }

    [Theory]
    [InlineData("{ \"id\": ")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"org_id":"o","id":"i","created_at":"2031-04-02T08:00:01Z","spec":null,"status":null}""")]
    public async Task A_file_that_cannot_be_read_is_reported_and_the_rest_comes(string content)
    {
        await _store.WriteAsync(SampleJob.Make(), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(Folder, "20300101T000000000Z-x.json"), content, Cancellation);
        var host = new RecordingHost();
        Assert.Single(await AllAsync(new JobQuery(), host));
        Assert.Equal("Job.Unreadable", Assert.Single(host.Errors).ErrorId);
    }

    [Fact]
    public async Task Records_are_found_by_id_ARN_state_and_age_the_newest_first()
    {
        var old = SampleJob.Make(hour: 1);
        var middle = SampleJob.Make(hour: 2, arn: SampleJob.Arn + "2", phase: JobPhase.Failed);
        var young = SampleJob.Make(hour: 3);
        foreach (var record in (JobRecord[])[middle, old, young])
            await _store.WriteAsync(record, Cancellation);

        await AssertFindsAsync(new JobQuery(), young, middle, old);
        await AssertFindsAsync(new JobQuery { Id = middle.Id.ToUpperInvariant() }, middle);
        await AssertFindsAsync(new JobQuery { Arn = SampleJob.Arn }, young, old);
        await AssertFindsAsync(new JobQuery { Arn = "*:db:orders*" }, young, middle, old);
        await AssertFindsAsync(new JobQuery { State = JobPhase.Failed }, middle);
        await AssertFindsAsync(new JobQuery { CreatedAfter = middle.CreatedAt }, young, middle);
        await AssertFindsAsync(new JobQuery { CreatedBefore = middle.CreatedAt }, old);
        await AssertFindsAsync(new JobQuery { Id = "no such job" });
    }

    [Fact]
    public async Task A_record_goes_90_days_after_its_job_has_ended_and_not_before()
    {
        var ended = SampleJob.Make() with { CompletedAt = new DateTime(2031, 4, 3, 0, 0, 0, DateTimeKind.Utc) };
        var interrupted = SampleJob.Make(phase: JobPhase.Running);
        await _store.WriteAsync(interrupted, Cancellation);
        await SetOwnerAsync(JobOwner.ThisProcess() with { StartTime = DateTime.UtcNow.AddDays(-1) });
        await _store.WriteAsync(ended, Cancellation);
        var host = new RecordingHost();

        await _store.PruneAsync(new DateTimeOffset(2031, 7, 1, 8, 0, 1, TimeSpan.Zero), host, Cancellation);
        Assert.Equal(2, (await AllAsync(new JobQuery())).Count);
        await _store.PruneAsync(new DateTimeOffset(2031, 7, 1, 8, 0, 2, TimeSpan.Zero), host, Cancellation);
        Assert.Equal(ended.Id, Assert.Single(await AllAsync(new JobQuery())).Id);
        await _store.PruneAsync(new DateTimeOffset(2031, 7, 2, 0, 0, 1, TimeSpan.Zero), host, Cancellation);
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_record_of_a_job_that_may_run_stays_however_old_it_is(bool elsewhere)
    {
        await _store.WriteAsync(SampleJob.Make(phase: JobPhase.Running), Cancellation);
        if (elsewhere)
            await SetOwnerAsync(new JobOwner("elsewhere", 1, DateTime.UtcNow));
        await _store.PruneAsync(DateTimeOffset.MaxValue, new RecordingHost(), Cancellation);
        Assert.Equal(JobPhase.Running, Assert.Single(await AllAsync(new JobQuery())).Status.Phase);
    }

    [Fact]
    public async Task A_file_that_is_no_record_stays_and_stops_nothing()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "20300101T000000000Z-x.json"), "{", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(Folder, "notesZ-y.json"), "{}", Cancellation);
        await _store.WriteAsync(SampleJob.Make(), Cancellation);
        await _store.PruneAsync(DateTimeOffset.MaxValue, new RecordingHost(), Cancellation);
        Assert.Equal(
            ["20300101T000000000Z-x.json", "notesZ-y.json"],
            Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task How_long_records_are_kept_can_be_said_and_0_is_for_ever()
    {
        Assert.Equal(TimeSpan.FromDays(90), JobRetention.OfUser(_ => null).KeepFor);
        Assert.Equal(TimeSpan.FromDays(7), JobRetention.OfUser(name => name == "HOOPCONNECT_JOB_DAYS" ? "7" : null).KeepFor);
        foreach (var wrong in (string[])["-1", "7.5", "a week", "99999"])
            Assert.Equal("Job.InvalidRetention", Assert.Throws<HoopException>(() => JobRetention.OfUser(_ => wrong)).ErrorId);

        var forEver = JobRetention.OfUser(_ => "0");
        await _store.WriteAsync(SampleJob.Make(), Cancellation);
        await new JobStore(StateFolder.At(_path), forEver).PruneAsync(DateTimeOffset.MaxValue, new RecordingHost(), Cancellation);
        Assert.Single(await AllAsync(new JobQuery()));
    }

    [Fact]
    public async Task A_process_that_reads_and_one_that_writes_do_not_disturb_each_other()
    {
        var start = OwnProcess.Of<JobStoreTests>(nameof(The_writer_in_a_process_of_its_own));
        start.Environment[StateOfWriter] = _path;
        using var writer = Process.Start(start)!;
        var end = OwnProcess.EndedAsync(writer, Cancellation);
        var host = new RecordingHost();
        var seen = 0;
        while (!end.IsCompleted)
        {
            seen += (await AllAsync(new JobQuery(), host)).Count;
            await _store.PruneAsync(DateTimeOffset.UnixEpoch, host, Cancellation);
        }

        await end;
        Assert.NotEqual(0, seen);
        Assert.Empty(host.Errors);
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
    }

    [Fact(Explicit = true)]
    public async Task The_writer_in_a_process_of_its_own()
    {
        var store = new JobStore(StateFolder.At(Environment.GetEnvironmentVariable(StateOfWriter)!));
        // Both are written over and over, and with the end of the one its owner's file goes.
        var (lasting, ending) = (SampleJob.Make(phase: JobPhase.Running), SampleJob.Make(phase: JobPhase.Running));
        for (var i = 0; i < 300; i++)
        {
            await store.WriteAsync(lasting, Cancellation);
            await store.WriteAsync(ending, Cancellation);
            await store.WriteAsync(ending with { Status = new JobStatus(JobPhase.Completed, "") }, Cancellation);
        }

        await store.WriteAsync(lasting with { Status = new JobStatus(JobPhase.Completed, "") }, Cancellation);
    }

    private async Task AssertFindsAsync(JobQuery query, params JobRecord[] records) =>
        Assert.Equal(records.Select(record => record.Id), (await AllAsync(query)).Select(record => record.Id));

    private async Task AssertInterruptedAsync()
    {
        var record = Assert.Single(await AllAsync(new JobQuery { State = JobPhase.Failed }));
        Assert.Equal("interrupted", record.Status.Message);
        Assert.Empty(await AllAsync(new JobQuery { State = JobPhase.Running }));
    }

    private async Task SetOwnerAsync(JobOwner owner) =>
        await File.WriteAllBytesAsync(
            Assert.Single(Directory.GetFiles(Folder, "*.owner")),
            JsonSerializer.SerializeToUtf8Bytes(owner, JobDocument.Default.JobOwner), Cancellation);

    private async Task<List<JobRecord>> AllAsync(JobQuery query, IHoopHost? host = null) =>
        await _store.GetAsync(query, host ?? new RecordingHost(), Cancellation).ToListAsync(Cancellation);

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
