using System.Text.Json;
using HoopConnect.Hooks.Runbooks;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning;
using HoopConnect.Tests.Provisioning.Jobs;

namespace HoopConnect.Tests.Hooks.Runbooks;

/// <summary>What a runbook, run by a real Python, is told and what is told of it.</summary>
public sealed class RunbookHookTests : IDisposable
{
    private const string Password = "role-password-\"'\\-5";
    private const string MasterPassword = "master-password-7";

    // As a user's script does it.
    private const string Reporting = """
        import json, os, sys
        request = json.loads(os.environ['HOOP_AWS_CONNECT_REQUEST'])
        response = json.loads(os.environ['HOOP_AWS_CONNECT_RESPONSE'])
        json.dump({'request': request, 'response': response, 'names': sorted(os.environ), 'cwd': os.getcwd(), 'args': sys.argv[1:]},
                  open('seen.json', 'w'))
        """;

    private readonly Scripts _scripts = new();

    public RunbookHookTests() => Scripts.RequirePython();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scripts.Dispose();

    [Fact]
    public async Task It_gets_what_was_asked_for_and_what_became_of_it_with_references_in_place_of_passwords()
    {
        var job = Job();
        var result = await RunAsync(Reporting, job);
        Assert.Equal((0, ""), (result.ExitCode, result.Output));

        using var seen = await SeenAsync();
        var request = seen.RootElement.GetProperty("request");
        Assert.Equal(
            ["org_id", "sid", "resource_id", "hostname", "port", "master_user", "database_type", "database_tags", "vault_provider"],
            request.EnumerateObject().Select(member => member.Name));
        Assert.Equal(job.Record.Id, request.GetProperty("sid").GetString());
        Assert.Equal("5432", request.GetProperty("port").GetString());
        Assert.Equal("prod", request.GetProperty("database_tags")[0].GetProperty("env").GetString());
        Assert.Equal("Team", request.GetProperty("vault_provider").GetProperty("name").GetString());

        var response = seen.RootElement.GetProperty("response");
        Assert.Equal(["sid", "status", "message", "result"], response.EnumerateObject().Select(member => member.Name));
        Assert.Equal("completed", response.GetProperty("status").GetString());
        var role = response.GetProperty("result")[0];
        Assert.Equal("ro", role.GetProperty("role_suffix_name").GetString());
        var credentials = role.GetProperty("db_credentials");
        Assert.Equal(
            ["host", "port", "user", "default_database", "options", "secrets_manager_provider", "secret_id", "secret_keys"],
            credentials.EnumerateObject().Select(member => member.Name));
        Assert.Equal("hoop_ro", credentials.GetProperty("user").GetString());
        Assert.Equal("HoopConnect-111111111111-eu-west-1-orders-ro", credentials.GetProperty("secret_id").GetString());
        Assert.Equal(0, seen.RootElement.GetProperty("args").GetArrayLength());
        Assert.DoesNotContain("-password-", seen.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_gets_the_passwords_where_it_is_to_and_nobody_reads_them_in_its_output()
    {
        var printing = Reporting + """

            credentials = response['result'][0]['db_credentials']
            print(credentials['password'], json.dumps(response), repr(credentials), file=sys.stderr)
            print(os.environ['HOOP_AWS_CONNECT_REQUEST'], os.environ['HOOP_AWS_CONNECT_RESPONSE'])
            """;
        var host = new RecordingHost();
        var record = await HookAsync(printing + "\nsys.exit('failed for ' + credentials['password'])", Job(), host, includePassword: true);

        using var seen = await SeenAsync();
        Assert.Equal(MasterPassword, seen.RootElement.GetProperty("request").GetProperty("master_password").GetString());
        Assert.Equal(
            Password,
            seen.RootElement.GetProperty("response").GetProperty("result")[0].GetProperty("db_credentials").GetProperty("password")
                .GetString());
        Assert.Contains("********", record.HookStatus!.Output, StringComparison.Ordinal);
        foreach (var text in host.Everything.Append(record.HookStatus.Output).Append(JsonSerializer.Serialize(record)))
        {
            Assert.DoesNotContain("-password-", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_plan_shows_the_command_line_and_the_documents_and_no_password()
    {
        await using var runbook = await Scripts.OpenAsync(_scripts.Write("hook.py", ""), new RunbookOptions { IncludePassword = true });
        var step = Assert.Single(new RunbookHook(runbook).Plan(Job().Record));
        Assert.Contains("hook.py", step.Statement, StringComparison.Ordinal);
        Assert.Contains("HOOP_AWS_CONNECT_REQUEST={\"org_id\":", step.Statement, StringComparison.Ordinal);
        Assert.Contains("HOOP_AWS_CONNECT_RESPONSE={\"sid\":", step.Statement, StringComparison.Ordinal);
        Assert.Contains("\"password\":\"********\"", step.Statement, StringComparison.Ordinal);
        Assert.Contains("with the passwords", step.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_has_the_environment_of_who_runs_it_without_passwords_of_databases()
    {
        var variables = new Dictionary<string, string>
        {
            ["PGPASSWORD"] = "for-psql-alone", ["HOOP_TEST_OWN"] = "x", ["AWS_SECRET_ACCESS_KEY"] = "key-of-aws-0123",
        };
        var result = await RunAsync(
            Reporting + "\nprint('key', os.environ['AWS_SECRET_ACCESS_KEY'])", Job(), new RunbookOptions { Variables = variables });
        Assert.Equal("key ********", result.Output.Trim());

        using var seen = await SeenAsync();
        var names = seen.RootElement.GetProperty("names").EnumerateArray().Select(name => name.GetString()).ToList();
        Assert.Contains("HOOP_TEST_OWN", names);
        Assert.Contains("PATH", names, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("PGPASSWORD", names);
    }

    [Fact]
    public async Task One_that_fails_is_an_error_with_its_last_words_and_the_record_has_them_all()
    {
        var host = new RecordingHost();
        var record = await HookAsync("print('one')\nraise SystemExit('no such thing')", Job(), host);
        var error = Assert.Single(host.Errors);
        Assert.Equal("Runbook.Failed", error.ErrorId);
        Assert.Contains("exit code 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, record.HookStatus!.ExitCode);
        Assert.Contains("one", record.HookStatus.Output, StringComparison.Ordinal);
        Assert.Contains("no such thing", record.HookStatus.Output, StringComparison.Ordinal);
        Assert.Equal(JobPhase.Completed, record.Status.Phase);
    }

    [Fact]
    public async Task One_that_takes_too_long_is_an_error_and_what_it_wrote_is_kept()
    {
        var host = new RecordingHost();
        var record = await HookAsync(
            "import time\nprint('begun', flush=True)\ntime.sleep(300)", Job(), host, timeout: TimeSpan.FromSeconds(2));
        Assert.Equal("Runbook.TimedOut", Assert.Single(host.Errors).ErrorId);
        Assert.Equal("begun", record.HookStatus!.Output.Trim());
        Assert.NotEqual(0, record.HookStatus.ExitCode);
        Assert.InRange(record.HookStatus.ExecutionTimeSec, 2, 20);
    }

    [Fact]
    public async Task A_document_that_no_variable_can_hold_is_an_error_and_nothing_runs()
    {
        var job = Job();
        var host = new RecordingHost();
        var record = await HookAsync(
            Reporting,
            job with { Record = job.Record with { Status = job.Record.Status with { Message = new string('x', 131_072) } } },
            host);
        var error = Assert.Single(host.Errors);
        Assert.Equal("Runbook.TooLong", error.ErrorId);
        Assert.Contains("HOOP_AWS_CONNECT_RESPONSE", error.Message, StringComparison.Ordinal);
        Assert.Null(record.HookStatus);
        Assert.False(File.Exists(Path.Combine(_scripts.Folder, "seen.json")));
    }

    [Fact]
    public async Task A_later_run_has_the_same_documents_and_its_outcome_is_in_the_record()
    {
        using var folder = new Scripts();
        var jobs = new JobStore(StateFolder.At(Path.Combine(folder.Folder, "state")));
        var record = Job().Record;
        await jobs.WriteAsync(record, Cancellation);
        await RunAsync(Reporting, new EndedJob(record));
        var first = await File.ReadAllTextAsync(Path.Combine(_scripts.Folder, "seen.json"), Cancellation);

        await using var runbook = await Scripts.OpenAsync(_scripts.Write("hook.py", Reporting + "\nprint('again')\nsys.exit(4)"));
        var rerun = new RunbookRerun(jobs, new RunbookHook(runbook));
        Assert.Null(await rerun.RunAsync(record.Id, new RecordingHost(apply: false), Cancellation));
        var result = await rerun.RunAsync(record.Id, new RecordingHost(), Cancellation);

        Assert.Equal("Runbook.Failed", rerun.FailureOf(result!)!.ErrorId);
        Assert.Equal(first, await File.ReadAllTextAsync(Path.Combine(_scripts.Folder, "seen.json"), Cancellation));
        var kept = await jobs.RequireAsync(new JobQuery { Id = record.Id }, new RecordingHost(), Cancellation);
        Assert.Equal((4, "again"), (kept.HookStatus!.ExitCode, kept.HookStatus.Output.Trim()));

        var running = record with { Id = Guid.NewGuid().ToString(), Status = new JobStatus(JobPhase.Running, "") };
        await jobs.WriteAsync(running, Cancellation);
        var refused = await Assert.ThrowsAsync<HoopException>(() => rerun.RunAsync(running.Id, new RecordingHost(), Cancellation));
        Assert.Equal("Runbook.JobRunning", refused.ErrorId);
    }

    private static EndedJob Job()
    {
        var record = SampleJob.Make();
        return new EndedJob(
            record with { Spec = record.Spec with { DbHost = "orders.example.com", DbPort = 5432, DbMasterUser = "postgres" } })
        {
            Master = new DatabaseLogin("postgres", Secret.From(MasterPassword)),
            Passwords = new Dictionary<string, Secret> { ["hoop_ro"] = Secret.From(Password) },
        };
    }

    private async Task<RunbookResult> RunAsync(string script, EndedJob job, RunbookOptions? options = null)
    {
        await using var runbook = await Scripts.OpenAsync(_scripts.Write("hook.py", script), options);
        return await new RunbookHook(runbook).RunAsync(job, Cancellation);
    }

    private async Task<JobRecord> HookAsync(
        string script, EndedJob job, IHoopHost host, bool includePassword = false, TimeSpan? timeout = null)
    {
        var options = new RunbookOptions { IncludePassword = includePassword, Timeout = timeout ?? RunbookOptions.DefaultTimeout };
        await using var runbook = await Scripts.OpenAsync(_scripts.Write("hook.py", script), options);
        return await new RunbookHook(runbook).RunAsync(job, host, Cancellation);
    }

    private async Task<JsonDocument> SeenAsync() =>
        JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_scripts.Folder, "seen.json"), Cancellation));
}
