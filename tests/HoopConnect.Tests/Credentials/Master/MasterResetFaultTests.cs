using System.Diagnostics;
using HoopConnect.Aws;
using HoopConnect.Credentials.Master;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Faults;

namespace HoopConnect.Tests.Credentials.Master;

/// <summary>
/// AWS failing in the middle of a reset, with a real server behind it: whatever the reset ends with, the vault's current password logs in
/// after the next run, which resets nothing.
/// </summary>
public class MasterResetFaultTests(SandboxFixture fixture)
{
    private const string Modify = "ModifyDBInstance";
    private const string Describe = "DescribeDBInstances";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKind.Throttle, "Aws.Throttled")]
    [InlineData(FaultKind.InternalError, "Aws.ServiceError")]
    [InlineData(FaultKind.DropBefore, "Aws.Unreachable")]
    [InlineData(FaultKind.ExpiredToken, "Aws.ExpiredToken")]
    public async Task A_modify_that_never_gets_through_has_an_id_of_its_own_and_leaves_the_former_password(FaultKind fault, string errorId)
    {
        await using var scenario = await StartAsync();
        var former = await scenario.ResetAsync();
        scenario.Sandbox.Faults.Add(new Fault(fault) { Service = "rds", Action = Modify, Times = 1000 });
        var error = await Assert.ThrowsAsync<AwsErrorException>(() => scenario.ResetAsync());
        Assert.Equal((errorId, "rds:" + Modify), (error.ErrorId, error.Operation));
        Assert.Equal(MasterCredentialSource.Vault, await ConvergeAsync(scenario));
        Assert.Equal(former.Login.Password, (await scenario.CurrentAsync()).Password);
        Assert.Equal(1, MasterPasswordChanges(scenario));
    }

    [Theory]
    [InlineData(FaultKind.Throttle)]
    [InlineData(FaultKind.InternalError)]
    [InlineData(FaultKind.DropBefore)]
    public async Task A_modify_that_fails_once_is_tried_again_and_sets_the_password(FaultKind fault)
    {
        await using var scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(new Fault(fault) { Service = "rds", Action = Modify });
        var reset = await scenario.ResetAsync();
        Assert.True(await scenario.LogsInAsync(reset.Login));
        Assert.Equal(MasterCredentialSource.Vault, await ConvergeAsync(scenario));
    }

    [Fact]
    public async Task A_modify_that_is_done_and_never_answered_is_found_by_the_next_run()
    {
        await using var scenario = await StartAsync();
        await scenario.ResetAsync();
        scenario.Sandbox.Faults.Add(new Fault(FaultKind.DropAfter) { Service = "rds", Action = Modify, Times = 1000 });
        // A retry may meet the instance while it is being modified.
        var error = await Record.ExceptionAsync(() => scenario.ResetAsync()) as HoopException;
        Assert.Contains(error?.ErrorId, new[] { null, "Aws.Unreachable", "Aws.InvalidState" });
        await UntilQuietAsync(scenario);
        await ConvergeAsync(scenario);
        Assert.True(MasterPasswordChanges(scenario) >= 2);
    }

    [Theory]
    [InlineData(FaultKind.ExpiredToken)]
    [InlineData(FaultKind.Throttle)]
    [InlineData(FaultKind.InternalError)]
    [InlineData(FaultKind.DropBefore)]
    public async Task Where_RDS_cannot_be_asked_after_the_modify_the_login_proves_it(FaultKind fault)
    {
        await using var scenario = await StartAsync();
        var plan = await scenario.Credentials().PlanResetAsync(scenario.Request, scenario.Host, Cancel);
        // One look is left for the checks of the reset itself; the later ones fail.
        scenario.Sandbox.Faults.Add(new Fault(fault) { Service = "rds", Action = Describe, After = 1, Times = 1000 });
        var reset = await scenario.Credentials().ResetAsync(plan, scenario.Host, Cancel);
        Assert.True(await scenario.LogsInAsync(reset.Login));
        Assert.Contains(scenario.Host.Everything, line => line.Contains("cannot be read now", StringComparison.Ordinal));
        Assert.Equal(MasterCredentialSource.Vault, await ConvergeAsync(scenario));
    }

    [Fact]
    public async Task A_token_that_has_expired_before_the_modify_ends_the_reset_before_anything_is_changed()
    {
        await using var scenario = await StartAsync();
        var plan = await scenario.Credentials().PlanResetAsync(scenario.Request, scenario.Host, Cancel);
        scenario.Sandbox.Faults.Add(new Fault(FaultKind.ExpiredToken) { Service = "rds", Times = 1000 });
        var error = await Assert.ThrowsAsync<AwsErrorException>(() => scenario.Credentials().ResetAsync(plan, scenario.Host, Cancel));
        Assert.Equal("Aws.ExpiredToken", error.ErrorId);
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:" + Modify));
        Assert.Empty(await scenario.Vault.ListAsync("", Cancel));
    }

    [Fact]
    public async Task An_answer_with_the_old_state_right_after_the_modify_is_not_believed()
    {
        await using var scenario = await StartAsync(lag: TimeSpan.FromMilliseconds(700), pendingShowsLate: true);
        await scenario.ResetAsync();
        var former = await scenario.CurrentAsync();
        var reset = await scenario.ResetAsync();
        Assert.True(await scenario.LogsInAsync(reset.Login));
        Assert.False(await scenario.LogsInAsync(former));
        Assert.Equal(MasterCredentialSource.Vault, await ConvergeAsync(scenario));
    }

    [Fact]
    public async Task A_password_that_RDS_takes_and_never_applies_is_given_up_and_the_former_one_stays()
    {
        await using var scenario = await StartAsync();
        var former = await scenario.ResetAsync();
        var database = scenario.Sandbox.Organisation.Database("orders");
        var set = database.SetMasterPassword;
        database.SetMasterPassword = (_, _) => Task.CompletedTask;
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.ResetAsync());
        Assert.Equal(("MasterCredential.NotApplied", HoopErrorKind.OperationTimeout), (error.ErrorId, error.Kind));
        Assert.Equal(MasterCredentialSource.Vault, await ConvergeAsync(scenario));
        Assert.Equal(former.Login.Password, (await scenario.CurrentAsync()).Password);

        database.SetMasterPassword = set;
        Assert.True(await scenario.LogsInAsync((await scenario.ResetAsync()).Login));
        Assert.Equal(MasterCredentialSource.Vault, await ConvergeAsync(scenario));
    }

    [Fact]
    public async Task A_password_that_is_applied_after_the_deadline_is_found_by_the_next_run()
    {
        await using var scenario = await StartAsync(lag: TimeSpan.FromSeconds(2));
        var plan = await scenario.Credentials().PlanResetAsync(
            scenario.Request with { Deadline = TimeSpan.FromSeconds(1) }, scenario.Host, Cancel);
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.Credentials().ResetAsync(plan, scenario.Host, Cancel));
        Assert.Equal("MasterCredential.NotApplied", error.ErrorId);
        Assert.Contains("pending: MasterUserPassword", error.Message, StringComparison.Ordinal);
        await UntilQuietAsync(scenario);
        Assert.Equal(MasterCredentialSource.VaultPending, await ConvergeAsync(scenario));
    }

    [Fact]
    public async Task A_modification_that_comes_up_between_plan_and_reset_stops_it_before_anything_is_changed()
    {
        await using var scenario = await StartAsync();
        var plan = await scenario.Credentials().PlanResetAsync(scenario.Request, scenario.Host, Cancel);
        lock (scenario.Sandbox.Organisation.Gate)
            scenario.Sandbox.Organisation.Database("orders").Pending["DBInstanceClass"] = "db.r8g.large";
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.Credentials().ResetAsync(plan, scenario.Host, Cancel));
        Assert.Equal("MasterCredential.PendingModifications", error.ErrorId);
        Assert.Contains("DBInstanceClass", error.Message, StringComparison.Ordinal);
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:" + Modify));
        Assert.Empty(await scenario.Vault.ListAsync("", Cancel));
    }

    [Theory]
    [InlineData(Describe, 1)]
    [InlineData(Modify, 0)]
    public async Task A_slow_endpoint_is_waited_for_and_Ctrl_C_does_not_wait_for_it(string action, int after)
    {
        await using var scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(
            new Fault(FaultKind.Delay) { Service = "rds", Action = action, Delay = TimeSpan.FromMilliseconds(900) });
        Assert.True(await scenario.LogsInAsync((await scenario.ResetAsync()).Login));

        var plan = await scenario.Credentials().PlanResetAsync(scenario.Request, scenario.Host, Cancel);
        scenario.Sandbox.Faults.Add(
            new Fault(FaultKind.Delay)
            {
                Service = "rds",
                Action = action,
                After = after,
                Delay = TimeSpan.FromSeconds(30),
                Times = 1000,
            });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var reset = scenario.Credentials().ResetAsync(plan, scenario.Host, stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        Assert.False(reset.IsCompleted);
        var clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reset);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await UntilQuietAsync(scenario);
        await ConvergeAsync(scenario);
    }

    /// <summary>A call that fails is made twice: between the six times that are usual the SDK waits up to half a minute.</summary>
    private Task<MasterScenario> StartAsync(TimeSpan? lag = null, bool pendingShowsLate = false) =>
        MasterScenario.StartAsync(fixture, "orders", lag: lag, pendingShowsLate: pendingShowsLate, maxAttempts: 2);

    /// <summary>The next run: AWS is well again and no reset is allowed. It says where it found the password.</summary>
    private static async Task<MasterCredentialSource> ConvergeAsync(MasterScenario scenario)
    {
        scenario.Sandbox.Faults.Clear();
        var found = await scenario.Credentials().EnsureAsync(scenario.Request, allowReset: false, scenario.Host, Cancel);
        Assert.True(await scenario.LogsInAsync(found.Login));
        var current = await scenario.CurrentAsync();
        Assert.Equal(found.Login.Password, current.Password);
        Assert.True(await scenario.LogsInAsync(current));
        return found.Source;
    }

    private static async Task UntilQuietAsync(MasterScenario scenario)
    {
        while (true)
        {
            lock (scenario.Sandbox.Organisation.Gate)
            {
                if (scenario.Sandbox.Organisation.Database("orders") is { Status: "available", Pending.Count: 0 })
                    return;
            }

            await Task.Delay(20, Cancel);
        }
    }

    private static int MasterPasswordChanges(MasterScenario scenario)
    {
        lock (scenario.Sandbox.Organisation.Gate)
            return scenario.Sandbox.Organisation.Database("orders").MasterPasswordChanges;
    }
}
