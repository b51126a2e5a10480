using HoopConnect.Credentials.Master;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Tests.Credentials.Fakes;

namespace HoopConnect.Tests.Credentials.Master;

/// <summary>What can be known to fail is refused with its own id before the vault, RDS or the server is changed.</summary>
public class MasterResetChecksTests(SandboxFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ledger", "Database.EngineNotServed", "oracle-ee")]
    [InlineData("archive", "MasterCredential.NotAvailable", "stopped")]
    [InlineData("orders-replica", "MasterCredential.ReadReplica", "orders")]
    [InlineData("vaulted", "MasterCredential.ManagedByRds", "arn:aws:secretsmanager:")]
    [InlineData("upgrading", "MasterCredential.PendingModifications", "EngineVersion")]
    public async Task A_database_that_cannot_be_reset_is_refused_with_the_reason(string identifier, string errorId, string says)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, identifier, server: false);
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.ResetAsync());
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        await AssertNothingChangedAsync(scenario);
    }

    [Theory]
    [InlineData("deleting")]
    [InlineData("creating")]
    [InlineData("modifying")]
    [InlineData("resetting-master-credentials")]
    [InlineData("storage-full")]
    [InlineData("storage-initialization")]
    [InlineData("storage-config-upgrade")]
    public async Task Any_other_status_than_available_is_refused(string status)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders", server: false);
        lock (scenario.Sandbox.Organisation.Gate)
            scenario.Sandbox.Organisation.Database("orders").Status = status;
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.ResetAsync());
        Assert.Equal("MasterCredential.NotAvailable", error.ErrorId);
        Assert.Contains($"'{status}'", error.Message, StringComparison.Ordinal);
        await AssertNothingChangedAsync(scenario);
    }

    [Fact]
    public async Task Other_pending_modifications_can_be_allowed_and_are_not_flushed()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "upgrading");
        var credentials = scenario.Credentials();
        var plan = await credentials.PlanResetAsync(scenario.Request with { AllowPendingModifications = true }, scenario.Host, Cancel);
        var reset = await credentials.ResetAsync(plan, scenario.Host, Cancel);
        Assert.True(await scenario.LogsInAsync(reset.Login));
        var instance = scenario.Sandbox.Organisation.Database("upgrading");
        Assert.Equal(0, instance.Reboots);
        Assert.Equal(["EngineVersion"], instance.Pending.Keys);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_refused()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders", server: false);
        var gone = scenario.Request with { Database = scenario.Database with { Arn = scenario.Database.Arn + "-gone" } };
        var error = await Assert.ThrowsAnyAsync<HoopException>(() => scenario.Credentials().PlanResetAsync(gone, scenario.Host, Cancel));
        Assert.Equal("Discovery.DatabaseNotFound", error.ErrorId);
    }

    [Fact]
    public async Task A_port_that_cannot_be_reached_is_refused()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders", server: false);
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.ResetAsync());
        Assert.Equal("MasterCredential.Unreachable", error.ErrorId);
        await AssertNothingChangedAsync(scenario);

        // A plan that is made before the way is open does not look.
        var plan = await scenario.Credentials().PlanResetAsync(scenario.Request with { CheckReachability = false }, scenario.Host, Cancel);
        Assert.False(plan.Plan.IsEmpty);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_found_before_the_password_is_changed()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders");
        var untrusting = scenario.Request with { Transport = new TransportOptions() };
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.Credentials().PlanResetAsync(untrusting, scenario.Host, Cancel));
        Assert.Equal("Database.TlsFailed", error.ErrorId);
        await AssertNothingChangedAsync(scenario);
    }

    [Fact]
    public async Task Without_a_vault_nothing_is_reset()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders", server: false);
        var credentials = new MasterCredentials(
            scenario.Session, scenario.Directory, vault: null, state: null, MasterScenario.Quick, TimeProvider.System);
        var error = await Assert.ThrowsAsync<HoopException>(() => credentials.PlanResetAsync(scenario.Request, scenario.Host, Cancel));
        Assert.Equal("MasterCredential.NoVault", error.ErrorId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(2701)]
    public async Task A_deadline_that_cannot_be_used_is_refused_with_the_value(int seconds)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders", server: false);
        var error = await Assert.ThrowsAsync<HoopException>(
            () => scenario.Credentials().PlanResetAsync(
                scenario.Request with { Deadline = TimeSpan.FromSeconds(seconds) }, scenario.Host, Cancel));
        Assert.Equal("MasterCredential.InvalidDeadline", error.ErrorId);
        Assert.Contains($"{seconds} seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_has_no_master_and_the_error_names_what_is_behind_it()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders", server: false);
        var proxy = await scenario.Directory.GetAsync("arn:aws:rds:eu-west-1:222233334444:db-proxy:prx-sandboxordersproxy", Cancel);
        var through = scenario.Request with { Database = proxy };
        foreach (var attempt in new Func<Task>[]
        {
            () => scenario.Credentials().PlanResetAsync(through, scenario.Host, Cancel),
            () => scenario.Credentials().GetAsync(through, scenario.Host, Cancel),
            () => scenario.Credentials().EnsureAsync(through, allowReset: true, scenario.Host, Cancel),
        })
        {
            var error = await Assert.ThrowsAsync<HoopException>(attempt);
            Assert.Equal(("MasterCredential.Proxy", proxy.Arn), (error.ErrorId, error.Target));
            Assert.Contains("leads to 'orders'", error.Message, StringComparison.Ordinal);
            Assert.Contains("'orders'", error.RecommendedAction, StringComparison.Ordinal);
        }
        await AssertNothingChangedAsync(scenario);
    }

    [Fact]
    public async Task While_the_storage_is_optimised_a_reset_is_made()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders");
        lock (scenario.Sandbox.Organisation.Gate)
            scenario.Sandbox.Organisation.Database("orders").Status = "storage-optimization";
        var reset = await scenario.ResetAsync();
        Assert.True(await scenario.LogsInAsync(reset.Login));
        Assert.Equal(reset.Login.Password, (await scenario.CurrentAsync()).Password);
        Assert.Empty(scenario.Host.Warnings);
    }

    [Fact]
    public async Task A_vault_that_cannot_be_written_stops_the_reset_before_the_server_is_touched()
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders");
        var lying = scenario.Credentials(vault: new TroubledVault(scenario.Vault, VaultTrouble.Lies, _ => true));
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.ResetAsync(lying));
        Assert.Equal("Vault.ReadBackFailed", error.ErrorId);
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
    }

    [Theory]
    [InlineData(FaultKind.Denied, "Aws.AccessDenied")]
    [InlineData(FaultKind.ExpiredToken, "Aws.ExpiredToken")]
    public async Task A_modify_that_aws_refuses_leaves_the_server_and_the_current_password_as_they_were(FaultKind fault, string errorId)
    {
        await using var scenario = await MasterScenario.StartAsync(fixture, "orders");
        var working = await scenario.ResetAsync();
        scenario.Sandbox.Faults.Add(new Fault(fault) { Service = "rds", Action = "ModifyDBInstance", Times = 100 });
        var error = await Assert.ThrowsAnyAsync<HoopException>(() => scenario.ResetAsync());
        Assert.Equal(errorId, error.ErrorId);
        Assert.True(await scenario.LogsInAsync(working.Login));
        Assert.Equal(working.Login.Password, (await scenario.CurrentAsync()).Password);
        foreach (var name in await scenario.Vault.ListAsync("", Cancel))
            Assert.DoesNotContain(
                (await scenario.Vault.GetAsync(name, Cancel))!.Secret.Reveal(), error.ToString(), StringComparison.Ordinal);
    }

    private static async Task AssertNothingChangedAsync(MasterScenario scenario)
    {
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBCluster"));
        Assert.Empty(await scenario.Vault.ListAsync("", Cancel));
    }
}
