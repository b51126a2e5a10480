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
        await using var world = await MasterWorld.StartAsync(fixture, identifier, server: false);
        var error = await Assert.ThrowsAsync<HoopException>(() => world.ResetAsync());
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        await AssertNothingChangedAsync(world);
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
        await using var world = await MasterWorld.StartAsync(fixture, "orders", server: false);
        lock (world.Sandbox.Organisation.Gate)
            world.Sandbox.Organisation.Database("orders").Status = status;
        var error = await Assert.ThrowsAsync<HoopException>(() => world.ResetAsync());
        Assert.Equal("MasterCredential.NotAvailable", error.ErrorId);
        Assert.Contains($"'{status}'", error.Message, StringComparison.Ordinal);
        await AssertNothingChangedAsync(world);
    }

    [Fact]
    public async Task Other_pending_modifications_can_be_allowed_and_are_not_flushed()
    {
        await using var world = await MasterWorld.StartAsync(fixture, "upgrading");
        var credentials = world.Credentials();
        var plan = await credentials.PlanResetAsync(world.Request with { AllowPendingModifications = true }, world.Host, Cancel);
        var reset = await credentials.ResetAsync(plan, world.Host, Cancel);
        Assert.True(await world.LogsInAsync(reset.Login));
        var instance = world.Sandbox.Organisation.Database("upgrading");
        Assert.Equal(0, instance.Reboots);
        Assert.Equal(["EngineVersion"], instance.Pending.Keys);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_refused()
    {
        await using var world = await MasterWorld.StartAsync(fixture, "orders", server: false);
        var gone = world.Request with { Database = world.Database with { Arn = world.Database.Arn + "-gone" } };
        var error = await Assert.ThrowsAnyAsync<HoopException>(() => world.Credentials().PlanResetAsync(gone, world.Host, Cancel));
        Assert.Equal("Discovery.DatabaseNotFound", error.ErrorId);
    }

    [Fact]
    public async Task A_port_that_cannot_be_reached_is_refused()
    {
        await using var world = await MasterWorld.StartAsync(fixture, "orders", server: false);
        var error = await Assert.ThrowsAsync<HoopException>(() => world.ResetAsync());
        Assert.Equal("MasterCredential.Unreachable", error.ErrorId);
        await AssertNothingChangedAsync(world);

        // A plan that is made before the way is open does not look.
        var plan = await world.Credentials().PlanResetAsync(world.Request with { CheckReachability = false }, world.Host, Cancel);
        Assert.False(plan.Plan.IsEmpty);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_found_before_the_password_is_changed()
    {
        await using var world = await MasterWorld.StartAsync(fixture, "orders");
        var untrusting = world.Request with { Transport = new TransportOptions() };
        var error = await Assert.ThrowsAsync<HoopException>(() => world.Credentials().PlanResetAsync(untrusting, world.Host, Cancel));
        Assert.Equal("Database.TlsFailed", error.ErrorId);
        await AssertNothingChangedAsync(world);
    }

    [Fact]
    public async Task Without_a_vault_nothing_is_reset()
    {
        await using var world = await MasterWorld.StartAsync(fixture, "orders", server: false);
        var credentials = new MasterCredentials(
            world.Session, world.Directory, vault: null, state: null, MasterWorld.Quick, TimeProvider.System);
        var error = await Assert.ThrowsAsync<HoopException>(() => credentials.PlanResetAsync(world.Request, world.Host, Cancel));
        Assert.Equal("MasterCredential.NoVault", error.ErrorId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(2701)]
    public async Task A_deadline_that_cannot_be_used_is_refused_with_the_value(int seconds)
    {
        await using var world = await MasterWorld.StartAsync(fixture, "orders", server: false);
        var error = await Assert.ThrowsAsync<HoopException>(
            () => world.Credentials().PlanResetAsync(world.Request with { Deadline = TimeSpan.FromSeconds(seconds) }, world.Host, Cancel));
        Assert.Equal("MasterCredential.InvalidDeadline", error.ErrorId);
        Assert.Contains($"{seconds} seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_has_no_master_and_the_error_names_what_is_behind_it()
    {
        await using var world = await MasterWorld.StartAsync(fixture, "orders", server: false);
        var proxy = await world.Directory.GetAsync("arn:aws:rds:eu-west-1:222233334444:db-proxy:prx-sandboxordersproxy", Cancel);
        var through = world.Request with { Database = proxy };
        foreach (var attempt in new Func<Task>[]
        {
            () => world.Credentials().PlanResetAsync(through, world.Host, Cancel),
            () => world.Credentials().GetAsync(through, world.Host, Cancel),
            () => world.Credentials().EnsureAsync(through, allowReset: true, world.Host, Cancel),
        })
        {
            var error = await Assert.ThrowsAsync<HoopException>(attempt);
            Assert.Equal(("MasterCredential.Proxy", proxy.Arn), (error.ErrorId, error.Target));
            Assert.Contains("leads to 'orders'", error.Message, StringComparison.Ordinal);
            Assert.Contains("'orders'", error.RecommendedAction, StringComparison.Ordinal);
        }
        await AssertNothingChangedAsync(world);
    }

    [Fact]
    public async Task While_the_storage_is_optimised_a_reset_is_made()
    {
        await using var world = await MasterWorld.StartAsync(fixture, "orders");
        lock (world.Sandbox.Organisation.Gate)
            world.Sandbox.Organisation.Database("orders").Status = "storage-optimization";
        var reset = await world.ResetAsync();
        Assert.True(await world.LogsInAsync(reset.Login));
        Assert.Equal(reset.Login.Password, (await world.CurrentAsync()).Password);
        Assert.Empty(world.Host.Warnings);
    }

    [Fact]
    public async Task A_vault_that_cannot_be_written_stops_the_reset_before_the_server_is_touched()
    {
        await using var world = await MasterWorld.StartAsync(fixture, "orders");
        var lying = world.Credentials(vault: new TroubledVault(world.Vault, VaultTrouble.Lies, _ => true));
        var error = await Assert.ThrowsAsync<HoopException>(() => world.ResetAsync(lying));
        Assert.Equal("Vault.ReadBackFailed", error.ErrorId);
        Assert.Empty(world.Sandbox.Requests.Of("rds:ModifyDBInstance"));
    }

    [Theory]
    [InlineData(FaultKind.Denied, "Aws.AccessDenied")]
    [InlineData(FaultKind.ExpiredToken, "Aws.ExpiredToken")]
    public async Task A_modify_that_aws_refuses_leaves_the_server_and_the_current_password_as_they_were(FaultKind fault, string errorId)
    {
        await using var world = await MasterWorld.StartAsync(fixture, "orders");
        var working = await world.ResetAsync();
        world.Sandbox.Faults.Add(new Fault(fault) { Service = "rds", Action = "ModifyDBInstance", Times = 100 });
        var error = await Assert.ThrowsAnyAsync<HoopException>(() => world.ResetAsync());
        Assert.Equal(errorId, error.ErrorId);
        Assert.True(await world.LogsInAsync(working.Login));
        Assert.Equal(working.Login.Password, (await world.CurrentAsync()).Password);
        foreach (var name in await world.Vault.ListAsync("", Cancel))
            Assert.DoesNotContain((await world.Vault.GetAsync(name, Cancel))!.Secret.Reveal(), error.ToString(), StringComparison.Ordinal);
    }

    private static async Task AssertNothingChangedAsync(MasterWorld world)
    {
        Assert.Empty(world.Sandbox.Requests.Of("rds:ModifyDBInstance"));
        Assert.Empty(world.Sandbox.Requests.Of("rds:ModifyDBCluster"));
        Assert.Empty(await world.Vault.ListAsync("", Cancel));
    }
}
