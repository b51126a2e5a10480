using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.TenantDatabases;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Hosting;
using HoopConnect.Tenants.TenantDatabases;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Tenants.TenantDatabases;

/// <summary>What opens no login: a server that would refuse its master, and powers that nobody can take back.</summary>
public sealed class TenantRefusalTests(TenantServers servers) : IClassFixture<TenantServers>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_the_server_refuses_the_master_afterwards_the_login_is_taken_back()
    {
        var scenario = await servers.GetAsync("postgres");
        var tenant = new TenantToServe("locks-out", TenantName.For("locks-out", scenario.Server.Database.Arn));
        // What PAM says of a member of a member of rds_iam is not to be had on this server: the refusal is the test's.
        var provisioner = new TenantProvisioner(
            new PostgreSqlEngine(), TimeProvider.System, (_, _) => Task.FromResult(LoginOutcome.Refused));
        var plan = await provisioner.PlanAsync(
            new TenantDatabaseRequest(scenario.Server.Master, [tenant]), new RecordingHost(), Stop);
        var error = await Assert.ThrowsAsync<HoopException>(async () =>
        {
            await foreach (var _ in plan.ApplyAsync([tenant], new RecordingHost(), Stop))
            {
            }
        });
        Assert.Equal("TenantDatabase.LocksOutMaster", error.ErrorId);
        Assert.Equal([false, 0L], Assert.Single(await scenario.AskAsync(
            "SELECT rolcanlogin, (SELECT count(*) FROM pg_auth_members m WHERE m.member = r.oid) FROM pg_roles r "
            + $"WHERE rolname = '{tenant.Name}'")));
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("mariadb")]
    public async Task A_tenant_that_somebody_gave_a_power_gets_no_login_until_it_is_taken_back(string engine)
    {
        var scenario = await servers.GetAsync(engine);
        await scenario.MakeAsync(TenantScenario.Workload("powerful"));
        await scenario.RemoveAsync(true, "powerful");
        var name = TenantName.For("powerful", scenario.Server.Database.Arn);
        var (give, take) = engine == "postgres"
            ? ($"ALTER ROLE {name} SUPERUSER", $"ALTER ROLE {name} NOSUPERUSER")
            : ($"GRANT FILE ON *.* TO {name}", $"REVOKE FILE ON *.* FROM {name}");
        await scenario.Iam.ArrangeAsync(give);

        var (rows, host) = await scenario.MakeAsync(TenantScenario.Workload("powerful"));
        Assert.Equal(TenantState.Failed, Assert.Single(rows).State);
        Assert.Equal("TenantDatabase.HasPowers", Assert.Single(host.Errors).ErrorId);
        Assert.DoesNotContain(scenario.Account.Roles, role => role.Name == name);

        await scenario.Iam.ArrangeAsync(take);
        Assert.Equal(TenantState.Updated, Assert.Single((await scenario.MakeAsync(TenantScenario.Workload("powerful"))).Rows).State);
    }
}
