using HoopConnect.Credentials;
using HoopConnect.Credentials.Master;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Secrets;
using HoopConnect.Tests.Credentials.Fakes;

namespace HoopConnect.Tests.Credentials.Master;

/// <summary>
/// Resets through the sandbox's RDS on real PostgreSQL and MariaDB servers that log every statement, and on the TDS endpoint, which stands
/// in for SQL Server.
/// </summary>
public class MasterResetTests(SandboxFixture fixture)
{
    /// <summary>One of each engine. The server of <c>billing</c> is a TDS endpoint: real logins of the real driver, and no T-SQL.</summary>
    public static TheoryData<string> Databases => ["orders", "legacy", "billing"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_reset_sets_a_password_that_logs_in_and_is_in_the_vault_and_in_no_log(string database)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, database);
        var before = scenario.Server!.MasterLogin;
        var first = await scenario.ResetAsync();
        Assert.Equal(MasterCredentialSource.Reset, first.Source);
        Assert.Equal(before.UserName, first.UserName);
        Assert.Equal(("Team", scenario.Entry), (first.VaultName, first.SecretName));
        Assert.Equal(first.Login.Password, (await scenario.CurrentAsync()).Password);
        Assert.True(await scenario.LogsInAsync(first.Login));
        Assert.False(await scenario.LogsInAsync(new DatabaseLogin(before.UserName, Secret.From(before.Password))));

        var second = await scenario.ResetAsync();
        Assert.True(await scenario.LogsInAsync(second.Login));
        Assert.Equal([scenario.Entry, VaultNames.Previous(scenario.Entry)], await scenario.Vault.ListAsync("", Cancel));

        var log = await scenario.Server.ReadLogAsync();
        if (database != "billing")
            Assert.Contains("ALTER", log, StringComparison.Ordinal);
        foreach (var password in new[] { first.Login.Password.Reveal(), second.Login.Password.Reveal() })
        {
            Assert.DoesNotContain(password, log, StringComparison.Ordinal);
            Assert.All(scenario.Host.Everything, line => Assert.DoesNotContain(password, line, StringComparison.Ordinal));
            Assert.DoesNotContain(password, first + second.ToString(), StringComparison.Ordinal);
        }

        Assert.NotEmpty(scenario.Host.ProgressReports);
        Assert.True(scenario.Host.ProgressReports[^1].Finished);
        Assert.All(
            scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"),
            request => Assert.DoesNotContain("ApplyImmediately", request.Parameters.Keys));
    }

    [Fact]
    public async Task A_cluster_is_reset_as_the_cluster_and_by_the_arn_of_a_member_too()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "payments");
        var member = scenario.Request with
        {
            Database = scenario.Database with
            {
                Arn = scenario.Database.Arn.Replace(":cluster:payments", ":db:payments-1", StringComparison.Ordinal),
            },
        };
        var credentials = scenario.Credentials();
        var plan = await credentials.PlanResetAsync(member, scenario.Host, Cancel);
        Assert.Equal(scenario.Database.Arn, plan.Database.Arn);
        Assert.Contains("rds:ModifyDBCluster DBClusterIdentifier=payments", plan.Plan.ToString(), StringComparison.Ordinal);
        Assert.Single(MasterCredentials.Distinct([plan.Database, scenario.Database]));

        var reset = await credentials.ResetAsync(plan, scenario.Host, Cancel);
        Assert.True(await scenario.LogsInAsync(reset.Login));
        Assert.Equal(reset.Login.Password, (await scenario.CurrentAsync()).Password);
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
    }

    [Fact]
    public async Task A_plan_changes_nothing()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders");
        var plan = await scenario.Credentials().PlanResetAsync(scenario.Request, scenario.Host, Cancel);
        Assert.False(plan.Plan.IsEmpty);
        Assert.Contains(Planning(), plan.Plan.ToString(), StringComparison.Ordinal);
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
        Assert.Empty(await scenario.Vault.ListAsync("", Cancel));

        static string Planning() => "MasterUserPassword=" + HoopConnect.Planning.PlanStep.Hole;
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_reset_that_is_killed_after_any_step_is_put_right_by_the_next_run(string database)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, database);
        foreach (var step in Enum.GetValues<ProtocolStep>())
        {
            var killed = scenario.Credentials((done, _) => done == step ? throw new KilledException() : Task.CompletedTask);
            await Assert.ThrowsAsync<KilledException>(() => scenario.ResetAsync(killed));

            if (step == ProtocolStep.PendingStored)
            {
                // The server was not touched, and its first password is in no vault.
                var error = await Assert.ThrowsAsync<HoopException>(() =>
                    scenario.Credentials().EnsureAsync(scenario.Request, allowReset: false, scenario.Host, Cancel));
                Assert.Equal("MasterCredential.ResetNotAllowed", error.ErrorId);
                await scenario.ResetAsync();
                continue;
            }

            var found = await scenario.Credentials().EnsureAsync(scenario.Request, allowReset: false, scenario.Host, Cancel);
            Assert.True(await scenario.LogsInAsync(found.Login), $"after {step}");
            Assert.True(await scenario.LogsInAsync(await scenario.CurrentAsync()), $"after {step}: current");
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Two_machines_that_reset_at_once_end_with_a_current_password_that_logs_in(string database)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, database, lag: TimeSpan.FromMilliseconds(300));
        var errors = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ => await Record.ExceptionAsync(() => scenario.ResetAsync())));
        Assert.All(errors.OfType<Exception>(), error => Assert.Contains(
            Assert.IsType<HoopException>(error, exactMatch: false).ErrorId,
                    new[]
                    {
                        "Password.NotProved",
                        "MasterCredential.NotApplied",
                        "MasterCredential.NotAvailable",
                        "Aws.InvalidState",
                        "Vault.ReadBackFailed",
                    }));
        var found = await scenario.Credentials().EnsureAsync(scenario.Request, allowReset: false, scenario.Host, Cancel);
        Assert.True(await scenario.LogsInAsync(found.Login));
        Assert.True(await scenario.LogsInAsync(await scenario.CurrentAsync()));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Another_machines_reset_between_any_two_steps_of_ours_loses_nothing(string database)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, database);
        foreach (var step in Enum.GetValues<ProtocolStep>())
        {
            var ours = scenario.Credentials(async (done, _) =>
            {
                if (done == step)
                    await scenario.ResetAsync();
            });
            // Overtaken before its own proof it gives up; later it gives the password of the one that overtook it, until it is at its end.
            MasterCredential? given = null;
            var failure = await Record.ExceptionAsync(async () => given = await scenario.ResetAsync(ours));
            if (given is not null && step != ProtocolStep.Tidied)
                Assert.True(await scenario.LogsInAsync(given.Login), $"after {step}: given");
            Assert.True(failure is null or HoopException { ErrorId: "Password.NotProved" }, $"after {step}: {failure}");

            var found = await scenario.Credentials().EnsureAsync(scenario.Request, allowReset: false, scenario.Host, Cancel);
            Assert.True(await scenario.LogsInAsync(found.Login), $"after {step}: found");
            Assert.True(await scenario.LogsInAsync(await scenario.CurrentAsync()), $"after {step}: current");
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_modify_whose_answer_is_lost_still_ends_with_a_working_current_password(string database)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, database);
        scenario.Sandbox.Faults.Add(new Fault(FaultKind.DropAfter) { Service = "rds", Action = "ModifyDBInstance" });
        try
        {
            await scenario.ResetAsync();
        }
        catch (HoopException)
        {
            // The SDK's own retry may meet an instance that is being modified; then the next run finds the password.
        }

        var deadline = DateTime.UtcNow.AddSeconds(10);
        MasterCredential? found = null;
        while (found is null && DateTime.UtcNow < deadline)
        {
            await Task.Delay(50, Cancel);
            found = await scenario.Credentials().GetAsync(scenario.Request, scenario.Host, Cancel);
        }

        var current = await scenario.Credentials().EnsureAsync(scenario.Request, allowReset: false, scenario.Host, Cancel);
        Assert.True(await scenario.LogsInAsync(current.Login));
        Assert.True(await scenario.LogsInAsync(await scenario.CurrentAsync()));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_token_that_expires_after_the_modify_does_not_matter_since_the_login_proves_it(string database)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, database);
        await scenario.Session.GetCallerIdentityAsync(Cancel);
        var plan = await scenario.Credentials().PlanResetAsync(scenario.Request, scenario.Host, Cancel);
        // One look is left for the checks of the reset itself; all later ones are refused.
        scenario.Sandbox.Faults.Add(
            new Fault(FaultKind.Denied) { Service = "rds", Action = "DescribeDBInstances", After = 1, Times = 1000 });
        var reset = await scenario.Credentials().ResetAsync(plan, scenario.Host, Cancel);
        Assert.True(await scenario.LogsInAsync(reset.Login));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_modify_that_fails_late_leaves_the_former_password_current(string database)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, database);
        var working = await scenario.ResetAsync();
        scenario.Sandbox.Organisation.Database(database).SetMasterPassword = (_, _) =>
            throw new InvalidOperationException("The engine refused.");
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.ResetAsync());
        Assert.Equal("MasterCredential.NotApplied", error.ErrorId);
        Assert.Contains("incompatible-credentials", error.Message, StringComparison.Ordinal);
        Assert.Equal(working.Login.Password, (await scenario.CurrentAsync()).Password);
        var found = await scenario.Credentials().GetAsync(scenario.Request, scenario.Host, Cancel);
        Assert.Equal(MasterCredentialSource.Vault, found!.Source);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Ctrl_C_while_waiting_answers_at_once_and_the_next_run_goes_on(string database)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, database, lag: TimeSpan.FromSeconds(2));
        using var stop = new CancellationTokenSource();
        var credentials = scenario.Credentials();
        var plan = await credentials.PlanResetAsync(scenario.Request, scenario.Host, Cancel);
        var reset = credentials.ResetAsync(plan, scenario.Host, stop.Token);
        while (scenario.Sandbox.Requests.Of("rds:ModifyDBInstance").Count == 0)
            await Task.Delay(10, Cancel);
        var asked = DateTime.UtcNow;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reset);
        Assert.InRange(DateTime.UtcNow - asked, TimeSpan.Zero, TimeSpan.FromSeconds(1));

        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancel);
        var found = await credentials.EnsureAsync(scenario.Request, allowReset: false, scenario.Host, Cancel);
        Assert.Equal(MasterCredentialSource.VaultPending, found.Source);
        Assert.True(await scenario.LogsInAsync(await scenario.CurrentAsync()));
    }

    [Fact]
    public async Task Ensuring_finds_what_is_there_and_resets_only_where_that_is_allowed()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders");
        var credentials = scenario.Credentials();
        Assert.Null(await credentials.GetAsync(scenario.Request, scenario.Host, Cancel));
        var refused = await Assert.ThrowsAsync<HoopException>(() =>
            credentials.EnsureAsync(scenario.Request, allowReset: false, scenario.Host, Cancel));
        Assert.Equal("MasterCredential.ResetNotAllowed", refused.ErrorId);
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
        Assert.Empty(await scenario.Vault.ListAsync("", Cancel));

        Assert.Equal(
            MasterCredentialSource.Reset, (
                await credentials.EnsureAsync(scenario.Request, allowReset: true, scenario.Host, Cancel)).Source);
        Assert.Equal(
            MasterCredentialSource.Vault, (
                await credentials.EnsureAsync(scenario.Request, allowReset: true, scenario.Host, Cancel)).Source);
        Assert.Single(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
    }

    [Fact]
    public async Task Two_runs_of_one_machine_that_ensure_at_once_reset_once()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders");
        var folder = Directory.CreateTempSubdirectory("hoop-master-");
        try
        {
            var state = StateFolder.At(folder.FullName);
            var found = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
                        new MasterCredentials(
                            scenario.Session,
                            scenario.Directory,
                            CredentialSamples.Checked(scenario.Vault),
                            state,
                            MasterScenario.Quick,
                            TimeProvider.System
                        ).EnsureAsync(scenario.Request, allowReset: true, scenario.Host, Cancel)));
            Assert.Equal(found[0].Login.Password, found[1].Login.Password);
            Assert.Single(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_given_credential_is_proved_and_nothing_else_is_tried()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders");
        await scenario.ResetAsync();
        var right = await scenario.CurrentAsync();
        var given = await scenario.Credentials().GetAsync(scenario.Request with { DbCredential = right }, scenario.Host, Cancel);
        Assert.Equal((MasterCredentialSource.Given, null), (given!.Source, given.SecretName));

        var wrong = right with { Password = Secret.From("wrong-password") };
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            scenario.Credentials().GetAsync(scenario.Request with { DbCredential = wrong }, scenario.Host, Cancel));
        Assert.Equal("MasterCredential.Refused", error.ErrorId);
        Assert.DoesNotContain("wrong-password", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_named_by_its_address_is_found_in_the_vault_by_host_and_port_and_is_never_reset()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders");
        var server = scenario.Database with { Arn = "", AccountId = "000000000000", Region = "local", MasterUserName = "" };
        var entry = VaultNames.ForMaster(server);
        Assert.Equal($"HoopConnect-127-0-0-1-{server.Port}-master", entry);
        await scenario.Vault.SetAsync(new VaultEntry(entry, "postgres", Secret.From(scenario.Server!.MasterLogin.Password)), Cancel);
        var credentials = new MasterCredentials(null, null, CredentialSamples.Checked(scenario.Vault), null);
        var found = await credentials.GetAsync(scenario.Request with { Database = server }, scenario.Host, Cancel);
        Assert.Equal(("postgres", entry), (found!.UserName, found.SecretName));
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            credentials.PlanResetAsync(scenario.Request with { Database = server }, scenario.Host, Cancel));
        Assert.Equal("MasterCredential.NotOnRds", error.ErrorId);
    }
}
