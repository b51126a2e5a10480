using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

public class RoleConcurrencyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_runs_at_once_on_one_server_all_end_well_with_one_set_of_passwords()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsMasterAsync("postgres", "CREATE ROLE app_owner", "CREATE DATABASE app");
        await roles.AsSuperuserAsync("app", "CREATE SCHEMA owned AUTHORIZATION app_owner");
        await roles.AsAsync("app_owner", "app", "CREATE TABLE owned.t (id serial, v text)");

        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var plan = await roles.Engine.Roles.PlanAsync(roles.Request, roles.Passwords, new RecordingHost(), Stop);
            var outcomes = new List<RoleOutcome>();
            await foreach (var outcome in roles.Engine.Roles.ApplyAsync(plan, roles.Passwords, new RecordingHost(), Stop))
                outcomes.Add(outcome);
            return outcomes;
        }));

        Assert.All(runs.SelectMany(outcomes => outcomes), outcome =>
        {
            Assert.Empty(outcome.Findings);
            Assert.Contains(outcome.State, new[] { RoleState.Created, RoleState.Updated, RoleState.InSync });
            Assert.Equal(roles.Passwords.Stored[outcome.Kind], outcome.Login);
        });
        Assert.Equal(3, roles.Passwords.Changes);
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Fact]
    public async Task Cancellation_while_another_run_holds_the_lock_answers_at_once()
    {
        await using var roles = await RoleServer.StartAsync();
        var plan = await roles.PlanAsync();
        await using var holder = await roles.Server.OpenMasterAsync(cancellationToken: Stop);
        await using (var command = holder.CreateCommand())
        {
            command.CommandText = $"SELECT pg_advisory_lock({HoopConnect.Databases.PostgreSql.Roles.RoleLock.Key})";
            await command.ExecuteNonQueryAsync(Stop);
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var applying = Task.Run(async () =>
        {
            await foreach (var outcome in roles.Engine.Roles.ApplyAsync(plan, roles.Passwords, roles.Host, cancel.Token))
                Assert.Fail($"Nothing should have been applied: {outcome}");
        }, Stop);
        while (!roles.Host.Everything.Any(line => line.Contains("waiting", StringComparison.Ordinal)))
            await Task.Delay(20, Stop);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => applying.WaitAsync(TimeSpan.FromSeconds(5), Stop));
        Assert.Equal(0L, await roles.ValueAsync("postgres", "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'hoop%'"));
    }
}
