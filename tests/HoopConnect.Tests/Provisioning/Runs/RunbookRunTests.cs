using HoopConnect.Hooks.Runbooks;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Tests.Hooks.Runbooks;

namespace HoopConnect.Tests.Provisioning.Runs;

/// <summary>The whole run with a runbook.</summary>
public sealed class RunbookRunTests(SandboxFixture sandboxes) : IDisposable
{
    // All that a careless script can give away, on both streams.
    private const string Careless = """
        import os, sys
        for text in os.environ['HOOP_AWS_CONNECT_REQUEST'], os.environ['HOOP_AWS_CONNECT_RESPONSE']:
            open('seen', 'a').write(text + '\n')
            print(text[-1500:], file=sys.stderr)
        sys.exit(3)
        """;

    private readonly Scripts _scripts = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scripts.Dispose();

    [Fact]
    public async Task It_runs_for_what_was_completed_and_what_failed_and_its_failure_takes_nothing_back()
    {
        Scripts.RequirePython();
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        await using var runbook = await Scripts.OpenAsync(_scripts.Write("hook.py", Careless));
        var results = await RunAsync(scenario, runbook, await scenario.RequestAsync("shop", "archive"));

        Assert.Equal(
            [ProvisioningState.Completed, ProvisioningState.Failed], results.Select(result => result.State).Order());
        Assert.Equal(2, scenario.Host.Errors.Count(error => error.ErrorId == "Runbook.Failed"));
        await using (await scenario.LogInAsync("prod-shop-ro"))
        {
        }

        var records = await scenario.RecordsAsync();
        Assert.Equal([JobPhase.Completed, JobPhase.Failed], records.Select(record => record.Status.Phase).Order().Reverse());
        Assert.All(records, record => Assert.Equal(3, record.HookStatus!.ExitCode));
        var seen = await File.ReadAllTextAsync(Path.Combine(_scripts.Folder, "seen"), Cancellation);
        Assert.Contains($"\"hostname\":\"{(await scenario.FindAsync("shop"))[0].HostName}\"", seen, StringComparison.Ordinal);
        Assert.Contains("\"default_database\":\"postgres\"", seen, StringComparison.Ordinal);
        foreach (var password in scenario.Vault.Passwords)
            Assert.DoesNotContain(password, seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_that_it_is_given_are_in_no_message_and_no_record()
    {
        Scripts.RequirePython();
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        await using var runbook = await Scripts.OpenAsync(
            _scripts.Write("hook.py", Careless), new RunbookOptions { IncludePassword = true });
        await RunAsync(scenario, runbook, await scenario.RequestAsync("shop"));

        // The master and three roles: each was given.
        var passwords = scenario.Vault.Passwords;
        Assert.Equal(4, passwords.Count);
        var given = System.Text.RegularExpressions.Regex.Unescape(
            await File.ReadAllTextAsync(Path.Combine(_scripts.Folder, "seen"), Cancellation));
        Assert.All(passwords, password => Assert.Contains(password, given, StringComparison.Ordinal));

        var texts = scenario.Host.Everything.ToList();
        foreach (var file in Directory.GetFiles(scenario.JobFolder))
            texts.Add(await File.ReadAllTextAsync(file, Cancellation));
        Assert.Contains(texts, text => text.Contains("********", StringComparison.Ordinal));
        foreach (var password in passwords)
            Assert.All(texts, text => Assert.False(text.Contains(password, StringComparison.Ordinal), "A password is in a text."));
    }

    [Fact]
    public async Task A_plan_has_it_as_the_last_step_and_nothing_runs()
    {
        Scripts.RequirePython();
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        await using var runbook = await Scripts.OpenAsync(_scripts.Write("hook.py", Careless));
        var result = Assert.Single(await RunAsync(scenario, runbook, await scenario.RequestAsync("shop"), RunMode.Show));

        Assert.Equal(("run the runbook", ProvisioningState.Planned), (result.Plan[^1].Action, result.State));
        Assert.False(File.Exists(Path.Combine(_scripts.Folder, "seen")));
        Assert.Empty(await scenario.RecordsAsync());
    }

    private static async Task<IReadOnlyList<ProvisioningResult>> RunAsync(
        ProvisioningScenario scenario, Runbook runbook, ProvisioningRequest request, RunMode mode = RunMode.Apply) =>
        await new ProvisioningRun(scenario.Services with { Hook = new RunbookHook(runbook) })
            .RunAsync(request, mode, scenario.Host, Cancellation).ToListAsync(Cancellation);
}
