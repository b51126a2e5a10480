using HoopConnect.Aws;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning.Jobs;
using Npgsql;

namespace HoopConnect.Tests.Provisioning.Runs;

public class ProvisioningRunTests(SandboxFixture sandboxes)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_an_organisation_to_connections_that_log_in_and_may_do_what_their_role_may()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        await using (var rdsadmin = await scenario.Servers["shop"].OpenSuperuserAsync(cancellationToken: Cancellation))
            await ExecuteAsync(rdsadmin, "ALTER ROLE postgres PASSWORD NULL");

        var result = Assert.Single(await scenario.ApplyAsync(await scenario.RequestAsync("shop")));

        Assert.Equal(
            (ProvisioningState.Completed, true, "shop", "111122223333"),
            (result.State, result.Changed, result.Identifier, result.AccountId));
        Assert.Empty(scenario.Host.Errors);
        Assert.Equal(["hoop_ro", "hoop_rw", "hoop_ddl"], result.Roles.Select(role => role.UserName));
        Assert.All(result.Roles, role => Assert.Equal(RoleState.Created, role.State));
        Assert.Equal(["prod-ro", "prod-rw", "prod-ddl"], result.Connections.Select(connection => connection.Name));

        await using var master = await scenario.Servers["shop"].OpenMasterAsync(cancellationToken: Cancellation);
        await ExecuteAsync(
            master, "CREATE TABLE made_afterwards (id serial PRIMARY KEY, name text); INSERT INTO made_afterwards (name) VALUES ('first')");
        await using (var reader = await scenario.LogInAsync("prod-ro"))
        {
            Assert.Equal("first", await ScalarAsync(reader, "SELECT name FROM made_afterwards"));
            var refused = await Assert.ThrowsAsync<PostgresException>(() =>
                ExecuteAsync(reader, "INSERT INTO made_afterwards (name) VALUES ('no')"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }

        await using (var writer = await scenario.LogInAsync("prod-rw"))
        {
            await ExecuteAsync(writer, "INSERT INTO made_afterwards (name) VALUES ('second')");
            Assert.Equal(2L, await ScalarAsync(writer, "SELECT count(*) FROM made_afterwards"));
        }

        await using (var ddl = await scenario.LogInAsync("prod-ddl"))
            await ExecuteAsync(ddl, "TRUNCATE made_afterwards");
    }

    [Fact]
    public async Task The_record_of_a_run_says_what_was_done_and_where_the_passwords_are_and_takes_the_place_of_an_old_one()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        await scenario.Jobs.WriteAsync(
            SampleJob.Make() with
            {
                CreatedAt = DateTime.UtcNow.AddDays(-91),
                CompletedAt = DateTime.UtcNow.AddDays(-91),
            },
            Cancellation);
        var result = Assert.Single(await scenario.ApplyAsync(await scenario.RequestAsync("shop")));

        var record = Assert.Single(await scenario.RecordsAsync());
        Assert.Equal(result.JobId, record.Id);
        Assert.Equal(scenario.Sandbox.Organisation.Id, record.OrgId);
        Assert.Equal(scenario.Sandbox.AccessKey.PrincipalArn, record.Spec.AccountArn);
        Assert.Equal((result.Arn, "shop", "postgres"), (record.Spec.DbArn, record.Spec.DbName, record.Spec.DbEngine));
        Assert.Equal([new JobTag("env", "prod"), new JobTag("team", "web")], record.Spec.DbTags);
        Assert.Equal(JobPhase.Completed, record.Status.Phase);
        Assert.True(record.CompletedAt >= record.CreatedAt);
        Assert.Equal(["hoop_ro", "hoop_rw", "hoop_ddl"], record.Status.Result.Select(role => role.UserRole));
        Assert.All(
            record.Status.Result,
            role => Assert.Equal((JobPhase.Completed, scenario.Vault.Name), (role.Status, role.CredentialsInfo.SecretsManagerProvider)));
        Assert.Equal(
            result.Connections.Select(connection => connection.SecretName),
            record.Status.Result.Select(role => role.CredentialsInfo.SecretId));
        Assert.Single(Directory.GetFiles(scenario.JobFolder));
    }

    [Fact]
    public async Task A_second_run_plans_nothing_changes_nothing_and_rotates_nothing()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var request = await scenario.RequestAsync("shop");
        await scenario.ApplyAsync(request);
        var passwords = await scenario.PasswordsAsync();
        var writes = scenario.Vault.Writes;
        scenario.Sandbox.Requests.Clear();

        var result = Assert.Single(await scenario.ApplyAsync(request));

        Assert.Equal((ProvisioningState.Completed, false), (result.State, result.Changed));
        Assert.Empty(result.Plan);
        Assert.All(result.Roles, role => Assert.Equal((RoleState.InSync, false), (role.State, role.PasswordChanged)));
        Assert.Equal(3, result.Connections.Count);
        Assert.Equal(passwords, await scenario.PasswordsAsync());
        Assert.Equal(writes, scenario.Vault.Writes);
        scenario.AssertNothingChangedInAws();
        Assert.Equal(2, (await scenario.RecordsAsync()).Count);
    }

    [Fact]
    public async Task Of_many_databases_the_ones_that_cannot_be_served_fail_alone_and_before_anything_is_changed_on_them()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop", "orders", "metrics");
        var results =
            (await scenario.ApplyAsync(await scenario.RequestAsync("archive", "shop", "ledger", "orders", "orders-replica", "metrics")))
            .ToDictionary(result => result.Identifier);

        Assert.Equal(6, results.Count);
        foreach (var identifier in (string[])["shop", "orders", "metrics"])
        {
            Assert.Equal((ProvisioningState.Completed, null), (results[identifier].State, results[identifier].ErrorId));
            Assert.Equal($"prod-{identifier}-ro", results[identifier].Connections[0].Name);
            await using var login = await scenario.LogInAsync($"prod-{identifier}-ro");
        }

        foreach (
            var (identifier, errorId) in ((string, string)[])
                [("archive", "Database.NotAvailable"), ("ledger", "Database.EngineNotServed"), ("orders-replica", "Database.IsReplica")])
        {
            var failed = results[identifier];
            Assert.Equal((ProvisioningState.Failed, "HoopConnect." + errorId, false), (failed.State, failed.ErrorId, failed.Changed));
            Assert.Contains(scenario.Host.Errors, error => error.ErrorId == errorId && error.Target == failed.Arn);
            Assert.Equal(JobPhase.Failed, (await scenario.RecordsAsync()).Single(record => record.Id == failed.JobId).Status.Phase);
            Assert.Equal(0, scenario.Sandbox.Organisation.Database(identifier).MasterPasswordChanges);
        }

        Assert.Equal(3, scenario.Sandbox.Requests.Of("ec2:CreateSecurityGroup").Count);
        var last = scenario.Host.ProgressReports[^1];
        Assert.Equal((6, 6, true), (last.Completed, last.Total, last.Finished));
        Assert.Contains(scenario.Host.ProgressReports, report => report is { Completed: > 0 and < 6, Remaining: not null });
    }

    [Fact]
    public async Task A_login_of_the_caller_is_used_and_the_master_password_stays()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var master = scenario.Servers["shop"].MasterLogin;
        var result = Assert.Single(await scenario.ApplyAsync(await scenario.RequestAsync("shop") with
        {
            AllowMasterReset = false,
            DbCredential = new DatabaseLogin(master.UserName, Secret.From(master.Password)),
        }));

        Assert.Equal(ProvisioningState.Completed, result.State);
        Assert.DoesNotContain(
            scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"), request => request.Parameters.ContainsKey("MasterUserPassword"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_plan_tells_every_step_holds_no_secret_and_changes_nothing(bool masterIsKnown)
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var master = scenario.Servers["shop"].MasterLogin;
        var request = await scenario.RequestAsync("shop");
        if (masterIsKnown)
            request = request with { DbCredential = new DatabaseLogin(master.UserName, Secret.From(master.Password)) };

        var host = new RecordingHost(apply: false);
        var result = Assert.Single(await scenario.Run().RunAsync(request, RunMode.Show, host, Cancellation).ToListAsync(Cancellation));

        Assert.Equal((ProvisioningState.Planned, true, null), (result.State, result.Changed, result.JobId));
        var text = Assert.Single(host.Plans).ToString();
        foreach (
            var expected in (string[])
                ["hoop-aws-connect-sg-shop", "10.10.10.10/32", "hoop_ro", "hoop_rw", "hoop_ddl", "create connection", "prod-ddl"])
            Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Equal(!masterIsKnown, text.Contains("after the reset", StringComparison.Ordinal));
        Assert.Equal(masterIsKnown, text.Contains("CREATE ROLE", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(
            masterIsKnown,
            text.Contains("store password: HoopConnect-111122223333-eu-west-1-shop-ddl = hoop_ddl, '********'", StringComparison.Ordinal));
        Assert.DoesNotContain(master.Password, string.Join('\n', host.Everything), StringComparison.Ordinal);
        Assert.DoesNotContain("SCRAM-SHA-256$", text, StringComparison.Ordinal);
        scenario.AssertNothingChangedInAws();
        Assert.Equal(0, scenario.Vault.Writes);
        Assert.Empty(Directory.GetFiles(scenario.JobFolder));
        await using var rdsadmin = await scenario.Servers["shop"].OpenSuperuserAsync(cancellationToken: Cancellation);
        Assert.Equal(0L, await ScalarAsync(rdsadmin, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'hoop%'"));
    }

    [Fact]
    public async Task A_plan_that_is_declined_leaves_everything_as_it_is()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var result = Assert.Single(await scenario.ApplyAsync(await scenario.RequestAsync("shop"), new RecordingHost(apply: false)));
        Assert.Equal((ProvisioningState.Planned, null), (result.State, result.JobId));
        scenario.AssertNothingChangedInAws();
        Assert.Empty(Directory.GetFiles(scenario.JobFolder));
    }

    [Fact]
    public async Task A_cluster_that_is_named_by_its_members_is_worked_on_once_and_as_a_cluster()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "payments");
        var cluster = Assert.Single(await scenario.FindAsync("payments"));
        var member = cluster with
        {
            Identifier = "payments-1",
            Arn = cluster.Arn.Replace(":cluster:payments", ":db:payments-1", StringComparison.Ordinal),
        };
        var result = Assert.Single(
            await scenario.ApplyAsync(await scenario.RequestAsync("payments") with { Databases = [member, cluster, member] }));

        Assert.Equal((ProvisioningState.Completed, cluster.Arn), (result.State, result.Arn));
        Assert.Equal("prod-ro", result.Connections[0].Name);
        Assert.Single(scenario.Sandbox.Requests.Of("rds:ModifyDBCluster"), request => request.Parameters.ContainsKey("MasterUserPassword"));
        Assert.Empty(scenario.Sandbox.Requests.Of("rds:ModifyDBInstance"));
    }

    [Fact]
    public async Task A_connection_name_that_leads_elsewhere_stops_the_run_before_anything_is_changed()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop", "orders");
        await scenario.ApplyAsync(await scenario.RequestAsync("shop"));
        scenario.Sandbox.Requests.Clear();

        var result = Assert.Single(await scenario.ApplyAsync(await scenario.RequestAsync("orders")));

        Assert.Equal((ProvisioningState.Failed, "HoopConnect.Connection.NameTaken", false), (result.State, result.ErrorId, result.Changed));
        scenario.AssertNothingChangedInAws();
    }

    [Fact]
    public async Task What_was_done_is_said_and_not_how_much_there_is()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var request = await scenario.RequestAsync("shop") with { Network = null };
        var first = Assert.Single(await scenario.ApplyAsync(request));
        Assert.StartsWith("master password reset, role hoop_ro created, ", first.Message, StringComparison.Ordinal);
        Assert.EndsWith(", connection prod-ddl stored", first.Message, StringComparison.Ordinal);

        await using (var master = await scenario.Servers["shop"].OpenMasterAsync(cancellationToken: Cancellation))
            await ExecuteAsync(master, "ALTER ROLE hoop_rw CREATEDB");

        Assert.Equal("role hoop_rw updated", Assert.Single(await scenario.ApplyAsync(request)).Message);
    }

    [Fact]
    public async Task What_another_role_owns_out_of_the_masters_reach_makes_the_run_failed_and_the_rest_is_done()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        await using (var rdsadmin = await scenario.Servers["shop"].OpenSuperuserAsync(cancellationToken: Cancellation))
            await ExecuteAsync(
                rdsadmin,
                "CREATE ROLE stranger; CREATE SCHEMA strange AUTHORIZATION stranger; CREATE TABLE strange.things (id int); ALTER " +
                    "TABLE strange.things OWNER TO stranger"
            );

        var result = Assert.Single(await scenario.ApplyAsync(await scenario.RequestAsync("shop")));

        Assert.Equal((ProvisioningState.Failed, "HoopConnect.Roles.Incomplete"), (result.State, result.ErrorId));
        Assert.Equal(3, result.Connections.Count);
        Assert.All(result.Roles, role => Assert.Equal(RoleState.Incomplete, role.State));
        var record = Assert.Single(await scenario.RecordsAsync());
        Assert.Equal(JobPhase.Failed, record.Status.Phase);
        Assert.All(record.Status.Result, role => Assert.Contains("stranger", role.Message, StringComparison.Ordinal));
        await using var login = await scenario.LogInAsync("prod-ro");
    }

    [Fact]
    public async Task A_cancelled_run_ends_within_a_second_and_its_records_say_so()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var request = await scenario.RequestAsync("shop");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var host = new CancellingHost(stop);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        host.Asked += () => clock.Restart();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await scenario.Run().RunAsync(request, RunMode.Apply, host, stop.Token).ToListAsync(Cancellation));

        Promptness.Check(clock);
        var record = Assert.Single(await scenario.RecordsAsync());
        Assert.Equal((JobPhase.Failed, "cancelled"), (record.Status.Phase, record.Status.Message));

        // And running again goes on from there, once RDS has done what it was told before the stop.
        await scenario.UntilAvailableAsync("shop");
        Assert.Equal(ProvisioningState.Completed, Assert.Single(await scenario.ApplyAsync(request)).State);
    }

    [Fact]
    public async Task A_privilege_that_was_added_by_hand_is_taken_away_by_the_next_run()
    {
        await using var scenario = await ProvisioningScenario.StartAsync(sandboxes, "shop");
        var request = await scenario.RequestAsync("shop");
        await scenario.ApplyAsync(request);
        await using var master = await scenario.Servers["shop"].OpenMasterAsync(cancellationToken: Cancellation);
        await ExecuteAsync(master, "CREATE TABLE ledger (id int); GRANT INSERT ON ledger TO hoop_ro");

        var result = Assert.Single(await scenario.ApplyAsync(request));

        Assert.Equal((ProvisioningState.Completed, true), (result.State, result.Changed));
        Assert.Equal(RoleState.Updated, result.Roles[0].State);
        await using var reader = await scenario.LogInAsync("prod-ro");
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(reader, "INSERT INTO ledger VALUES (1)"));
        Assert.Empty(Assert.Single(await scenario.ApplyAsync(request)).Plan);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    /// <summary>Says yes, and stops everything a moment later.</summary>
    private sealed class CancellingHost(CancellationTokenSource stop) : IHoopHost
    {
        public event Action? Asked;

        public void Verbose(string message)
        {
        }

        public void Debug(string message)
        {
        }

        public void Warning(string message)
        {
        }

        public void Progress(HoopProgress progress)
        {
        }

        public void Error(HoopException error)
        {
        }

        public ValueTask<bool> ShouldApplyAsync(Plan plan, CancellationToken cancellationToken)
        {
            Asked?.Invoke();
            stop.CancelAfter(TimeSpan.FromMilliseconds(100));
            return ValueTask.FromResult(true);
        }

        public ValueTask<T> OnSessionThreadAsync<T>(Func<T> work, CancellationToken cancellationToken) => ValueTask.FromResult(work());
    }
}
