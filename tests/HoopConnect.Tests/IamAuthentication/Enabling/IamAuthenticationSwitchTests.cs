using HoopConnect.Aws;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Enabling;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Model;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IamAuthentication.Enabling;

public class IamAuthenticationSwitchTests(SandboxFixture sandboxes)
{
    private static readonly EnableIamOptions Quick = new()
    {
        PollFirst = TimeSpan.FromMilliseconds(10),
        PollLongest = TimeSpan.FromMilliseconds(30),
        Settling = TimeSpan.FromMilliseconds(400),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("orders", "ModifyDBInstance", "db-")]
    [InlineData("payments", "ModifyDBCluster", "cluster-")]
    [InlineData("reports", "ModifyDBCluster", "cluster-")]
    [InlineData("legacy", "ModifyDBInstance", "db-")]
    public async Task An_instance_or_a_cluster_is_switched_on_and_awaited(string identifier, string operation, string resourceId)
    {
        await using var scenario = await Scenario.StartAsync(sandboxes, identifier);
        var plan = await scenario.Switch.PlanAsync(scenario.Request with { ApplyImmediately = true }, Cancel);
        var step = Assert.Single(plan.Plan.Steps);
        Assert.StartsWith($"rds:{operation} ", step.Statement, StringComparison.Ordinal);
        Assert.EndsWith(" EnableIAMDatabaseAuthentication=true ApplyImmediately=true", step.Statement, StringComparison.Ordinal);
        Assert.False(scenario.Resource.IamDatabaseAuthentication);

        var status = await scenario.Switch.ApplyAsync(plan, scenario.Host, Cancel);
        Assert.Equal((IamAuthenticationState.Enabled, true), (status.State, status.Changed));
        Assert.StartsWith(resourceId, status.ResourceId, StringComparison.Ordinal);
        Assert.True(scenario.Resource.IamDatabaseAuthentication);
        Assert.Equal("available", scenario.Resource.Status);
        Assert.Equal(0, scenario.Resource.Reboots);
        Assert.True(scenario.Host.ProgressReports[^1].Finished);

        // A second run finds nothing to do, and says so by its object.
        var again = await scenario.Switch.PlanAsync(scenario.Request with { ApplyImmediately = true }, Cancel);
        Assert.True(again.Plan.IsEmpty);
        Assert.False((await scenario.Switch.ApplyAsync(again, scenario.Host, Cancel)).Changed);
        Assert.Single(scenario.Sandbox.Requests.Of("rds:" + operation));
    }

    [Fact]
    public async Task Without_ApplyImmediately_it_waits_for_the_window_and_flushes_nothing()
    {
        await using var scenario = await Scenario.StartAsync(sandboxes, "upgrading");
        var plan = await scenario.Switch.PlanAsync(scenario.Request, Cancel);
        Assert.DoesNotContain("ApplyImmediately", plan.Plan.ToString(), StringComparison.Ordinal);
        var status = await scenario.Switch.ApplyAsync(plan, scenario.Host, Cancel);
        Assert.Equal((IamAuthenticationState.Pending, true), (status.State, status.Changed));
        Assert.Contains(scenario.Host.Warnings, warning => warning.Contains("maintenance window", StringComparison.Ordinal));
        Assert.Equal("18.5", scenario.Resource.Pending["EngineVersion"]);
        Assert.Equal(0, scenario.Resource.Reboots);
        Assert.Null(Assert.Single(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance")).Parameters.GetValueOrDefault("ApplyImmediately"));

        var again = await scenario.Switch.PlanAsync(scenario.Request, Cancel);
        Assert.True(again.Plan.IsEmpty);
        Assert.Equal(IamAuthenticationState.Pending, (await scenario.Switch.ApplyAsync(again, scenario.Host, Cancel)).State);
    }

    [Fact]
    public async Task What_others_have_pending_is_not_flushed_unless_that_is_said()
    {
        await using var scenario = await Scenario.StartAsync(sandboxes, "upgrading");
        var refused = await Assert.ThrowsAsync<HoopException>(() =>
            scenario.Switch.PlanAsync(scenario.Request with { ApplyImmediately = true }, Cancel));
        Assert.Equal("IamAuthentication.PendingModifications", refused.ErrorId);
        Assert.Contains("EngineVersion", refused.Message, StringComparison.Ordinal);
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));

        var plan = await scenario.Switch.PlanAsync(
            scenario.Request with { ApplyImmediately = true, AllowPendingModifications = true }, Cancel);
        Assert.Contains("applies what else is pending too: EngineVersion", plan.Plan.ToString(), StringComparison.Ordinal);
        Assert.Equal(IamAuthenticationState.Enabled, (await scenario.Switch.ApplyAsync(plan, scenario.Host, Cancel)).State);
        Assert.Equal(1, scenario.Resource.Reboots);
    }

    [Fact]
    public async Task What_came_to_be_pending_after_the_plan_was_shown_is_not_flushed()
    {
        await using var scenario = await Scenario.StartAsync(sandboxes, "orders");
        var plan = await scenario.Switch.PlanAsync(scenario.Request with { ApplyImmediately = true }, Cancel);
        lock (scenario.Sandbox.Organisation.Gate)
            scenario.Resource.Pending["DBInstanceClass"] = "db.r8g.large";
        Assert.Equal(
            "IamAuthentication.PendingModifications",
            (await Assert.ThrowsAsync<HoopException>(() => scenario.Switch.ApplyAsync(plan, scenario.Host, Cancel))).ErrorId);
        Assert.Equal(0, scenario.Resource.Reboots);
    }

    [Fact]
    public async Task A_change_that_waits_for_the_window_can_be_hurried()
    {
        await using var scenario = await Scenario.StartAsync(sandboxes, "orders");
        await scenario.Switch.ApplyAsync(await scenario.Switch.PlanAsync(scenario.Request, Cancel), scenario.Host, Cancel);
        Assert.False(scenario.Resource.IamDatabaseAuthentication);
        var plan = await scenario.Switch.PlanAsync(scenario.Request with { ApplyImmediately = true }, Cancel);
        Assert.Single(plan.Plan.Steps);
        Assert.Equal(IamAuthenticationState.Enabled, (await scenario.Switch.ApplyAsync(plan, scenario.Host, Cancel)).State);
    }

    [Theory]
    [InlineData("billing", "IamAuthentication.EngineNotServed", "sqlserver-se")]
    [InlineData("ledger", "IamAuthentication.EngineNotServed", "oracle-ee")]
    [InlineData("archive", "IamAuthentication.NotAvailable", "stopped")]
    public async Task What_cannot_be_is_refused_before_RDS_is_asked(string identifier, string errorId, string named)
    {
        await using var scenario = await Scenario.StartAsync(sandboxes, identifier);
        var refused = await Assert.ThrowsAsync<HoopException>(() => scenario.Switch.PlanAsync(scenario.Request, Cancel));
        Assert.Equal(errorId, refused.ErrorId);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
    }

    [Theory]
    [InlineData("mariadb", "10.5.27", true)]
    [InlineData("mariadb", "10.6.0", false)]
    [InlineData("mariadb", "11.4.5", false)]
    [InlineData("mysql", "5.7.44", false)]
    [InlineData("aurora-mysql", "8.0.mysql_aurora.3.10.0", false)]
    [InlineData("postgres", "14.17", false)]
    [InlineData("db2-se", "11.5.9.0.sb00000000.r1", true)]
    public void The_engines_and_versions_that_have_it_are_known(string engine, string version, bool isRefused) =>
        Assert.Equal(
            isRefused,
            EnableIamChecks.WhyNot(
                Credentials.Fakes.CredentialSamples.Database() with { Engine = engine, EngineVersion = version }) is not null);

    [Fact]
    public async Task A_proxy_is_told_where_its_setting_is()
    {
        await using var scenario = await Scenario.StartAsync(sandboxes, "orders");
        var proxy = scenario.Database with { Arn = scenario.Sandbox.Organisation.Find("222233334444")!.In("eu-west-1").Proxies[0].Arn };
        Assert.Equal(
            "IamAuthentication.Proxy",
            (await Assert.ThrowsAsync<HoopException>(() => scenario.Switch.PlanAsync(new EnableIamRequest(proxy), Cancel))).ErrorId);
    }

    [Fact]
    public async Task The_wait_ends_at_the_deadline_and_says_how_far_it_is()
    {
        await using var scenario =
            await Scenario.StartAsync(sandboxes, "orders", new SandboxOptions { Modifying = TimeSpan.FromMinutes(5) });
        var plan = await scenario.Switch.PlanAsync(
            scenario.Request with { ApplyImmediately = true, Deadline = TimeSpan.FromSeconds(1) }, Cancel);
        var late = await Assert.ThrowsAsync<HoopException>(() => scenario.Switch.ApplyAsync(plan, scenario.Host, Cancel));
        Assert.Equal("IamAuthentication.NotApplied", late.ErrorId);
        Assert.Contains("configuring-iam-database-auth", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_that_fails_while_it_is_under_way_does_not_end_the_wait()
    {
        await using var scenario = await Scenario.StartAsync(sandboxes, "orders");
        var plan = await scenario.Switch.PlanAsync(scenario.Request with { ApplyImmediately = true }, Cancel);
        var looks = 0;
        var interrupted = new IamAuthenticationSwitch(
            scenario.Session, new Interrupted(new DatabaseFinder(scenario.Session), () => ++looks is 2 or 3), Quick, TimeProvider.System);
        Assert.Equal(IamAuthenticationState.Enabled, (await interrupted.ApplyAsync(plan, scenario.Host, Cancel)).State);
        Assert.True(looks > 3);
    }

    private sealed class Interrupted(IDatabaseDirectory directory, Func<bool> fails) : IDatabaseDirectory
    {
        public Task<RdsDatabase> GetAsync(string arn, CancellationToken cancellationToken) =>
            fails()
                ? throw new HoopException("Aws.Throttled", HoopErrorKind.LimitsExceeded, "Too many calls.")
                : directory.GetAsync(arn, cancellationToken);
    }

    private sealed class Scenario : IAsyncDisposable
    {
        private Scenario(AwsSandbox sandbox, AwsSession session, RdsDatabase database, DatabaseResource resource)
        {
            (Sandbox, Session, Database, Resource) = (sandbox, session, database, resource);
            Switch = new IamAuthenticationSwitch(session, new DatabaseFinder(session), Quick, TimeProvider.System);
        }

        public AwsSandbox Sandbox { get; }

        public AwsSession Session { get; }

        public RdsDatabase Database { get; }

        public DatabaseResource Resource { get; }

        public IamAuthenticationSwitch Switch { get; }

        public RecordingHost Host { get; } = new();

        public EnableIamRequest Request => new(Database) { Deadline = TimeSpan.FromSeconds(30) };

        public static async Task<Scenario> StartAsync(SandboxFixture sandboxes, string identifier, SandboxOptions? options = null)
        {
            var sandbox = await sandboxes.StartAsync(options);
            var session = await AwsSession.OpenAsync(
                new AwsSessionOptions
                {
                    AccessKey = sandbox.AccessKey.AccessKeyId,
                    SecretKey = Secret.From(sandbox.AccessKey.SecretAccessKey),
                    Region = "eu-west-1",
                    EndpointUrl = sandbox.EndpointUrl,
                },
                new RecordingHost(), Cancel);
            var resource = sandbox.Organisation.Database(identifier);
            return new Scenario(sandbox, session, await new DatabaseFinder(session).GetAsync(resource.Arn, Cancel), resource);
        }

        public async ValueTask DisposeAsync()
        {
            Session.Dispose();
            await Sandbox.DisposeAsync();
        }
    }
}
