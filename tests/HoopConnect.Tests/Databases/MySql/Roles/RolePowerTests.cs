using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;

namespace HoopConnect.Tests.Databases.MySql.Roles;

/// <summary>Roles of ours that somebody gave more power than any grant on a schema could: nothing of them is given out.</summary>
public sealed class RolePowerTests
{
    /// <summary>Powers that the master of the sandbox has not and so cannot take back, by what takes them back.</summary>
    private static readonly IReadOnlyList<(string Grant, string Revoke, string Subject)> Powers =
    [
        ("GRANT SUPER ON *.* TO 'hoop_rw'@'%'", "REVOKE SUPER ON *.* FROM 'hoop_rw'@'%'", "*.*"),
        ("GRANT FILE ON *.* TO 'hoop_rw'@'%'", "REVOKE FILE ON *.* FROM 'hoop_rw'@'%'", "*.*"),
        ("", "", "proxy for `root`@`localhost`"),
        ("GRANT strong TO 'hoop_rw'@'%'", "REVOKE strong FROM 'hoop_rw'@'%'", "role `strong`"),
    ];

    public static TheoryData<string> Programs => MySqlTests.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_power_that_the_master_cannot_take_back_fails_the_role_in_test_and_run_alike_and_the_others_go_on(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        Assert.SkipUnless((await scenario.VersionAsync()).IsMariaDb, "MySQL spells proxies and roles otherwise.");
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders", "CREATE ROLE strong", "GRANT FILE ON *.* TO strong");
        await scenario.ProvisionWellAsync(RoleState.Created);
        var stored = (await scenario.LoginAsync(RoleKind.ReadWrite)).Password;

        foreach (var (grant, revoke, subject) in Powers)
        {
            await (grant.Length > 0 ? scenario.Server.ArrangeAsync(grant) : scenario.Server.SetProxyAsync("hoop_rw", isGiven: true));
            foreach (var rotate in new[] { false, true })
            {
                scenario.Request = scenario.Request with { RotatePassword = rotate };
                var plan = await scenario.PlanAsync();
                var finding = Assert.Single(plan.Findings[RoleKind.ReadWrite], finding => finding.IsPower);
                Assert.Equal((subject, "Unfixable"), (finding.Subject, finding.Reason));
                Assert.Equal(RoleState.Incomplete, plan.States[RoleKind.ReadWrite]);
                Assert.DoesNotContain(plan.Plan.Steps, step => step.Target.Contains("hoop_rw", StringComparison.Ordinal));

                var outcomes = await scenario.ApplyAsync(plan);
                var failed = outcomes.Single(outcome => outcome.Kind == RoleKind.ReadWrite);
                Assert.Equal((RoleState.Failed, null, false), (failed.State, failed.Login, failed.PasswordChanged));
                Assert.Equal(finding, failed.Findings[0]);
                Assert.All(outcomes.Where(outcome => outcome.Kind != RoleKind.ReadWrite), outcome =>
                    Assert.Equal((rotate ? RoleState.Updated : RoleState.InSync, false), (outcome.State, outcome.Login is null)));
            }

            Assert.Equal(stored, (await scenario.LoginAsync(RoleKind.ReadWrite)).Password);
            scenario.Request = scenario.Request with { RotatePassword = false };
            await (revoke.Length > 0 ? scenario.Server.ArrangeAsync(revoke) : scenario.Server.SetProxyAsync("hoop_rw", isGiven: false));
            Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
            Assert.All((await scenario.PlanAsync()).States.Values, state => Assert.Equal(RoleState.InSync, state));
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_power_that_the_master_can_take_back_goes_before_the_password_is_set_or_none_is(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders");
        await scenario.ProvisionWellAsync(RoleState.Created);
        var stored = (await scenario.LoginAsync(RoleKind.ReadOnly)).Password;
        await scenario.Server.ArrangeAsync("GRANT PROCESS ON *.* TO 'hoop_ro'@'%'", "GRANT SELECT ON mysql.* TO 'hoop_ro'@'%'");
        scenario.Request = scenario.Request with { RotatePassword = true };
        var plan = await scenario.PlanAsync();
        Assert.Equal(2, plan.Findings[RoleKind.ReadOnly].Count(finding => finding.IsPower));
        Assert.Equal(RoleState.Drifted, plan.States[RoleKind.ReadOnly]);
        // Since the plan was made somebody gave it what cannot be taken back.
        await scenario.Server.ArrangeAsync("GRANT FILE ON *.* TO 'hoop_ro'@'%'");

        var failed = (await scenario.ApplyAsync(plan))[0];
        Assert.Equal((RoleState.Failed, null, false), (failed.State, failed.Login, failed.PasswordChanged));
        Assert.Equal(stored, (await scenario.LoginAsync(RoleKind.ReadOnly)).Password);

        await scenario.Server.ArrangeAsync("REVOKE FILE ON *.* FROM 'hoop_ro'@'%'");
        Assert.All(await scenario.ProvisionAsync(),
            outcome => Assert.Equal((RoleState.Updated, true), (outcome.State, outcome.PasswordChanged)));
        Assert.NotEqual(stored, (await scenario.LoginAsync(RoleKind.ReadOnly)).Password);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task One_that_is_not_ours_and_has_a_power_is_not_taken_over(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync(
            "CREATE USER 'hoop_ro'@'%' IDENTIFIED BY 'Theirs_0123456789*' ACCOUNT LOCK", "GRANT SUPER ON *.* TO 'hoop_ro'@'%'");
        scenario.Request = scenario.Request with { Adopt = true };

        var outcomes = await scenario.ProvisionAsync();

        Assert.Equal([RoleState.Failed, RoleState.Created, RoleState.Created], outcomes.Select(outcome => outcome.State));
        await using var superuser = await Session.OpenAsync(scenario.Server.SuperuserSettings(), RoleScenario.Cancellation);
        var made = string.Join('\n', (await superuser.QueryAsync("SHOW CREATE USER 'hoop_ro'@'%'", [], RoleScenario.Cancellation))
            .Select(row => ServerValue.Text(row[0])));
        Assert.Contains("ACCOUNT LOCK", made, StringComparison.Ordinal);
        scenario.Request = scenario.Request with { Adopt = false, Kinds = [RoleKind.ReadOnly] };
        Assert.Equal("Roles.NotOurs",
            (await Assert.ThrowsAsync<HoopConnect.Hosting.HoopException>(() => scenario.PlanAllAsync())).ErrorId);
    }
}
