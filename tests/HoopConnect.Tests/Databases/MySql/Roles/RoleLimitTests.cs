using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Tests.Databases.MySql.Roles;

/// <summary>What hangs on an account besides its grants.</summary>
public sealed class RoleLimitTests
{
    public static TheoryData<string> Programs => MySqlTests.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Limits_and_a_role_that_is_taken_at_login_are_found_and_lifted_and_keep_no_role_from_being_removed(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.ProvisionWellAsync(RoleState.Created);
        var version = await scenario.VersionAsync();
        Assert.SkipUnless(version.HasProof, "MySQL 5.7 has no roles to take at login.");
        var mark = MarkRole.SqlOf(ManagedKind.Role, version);
        await scenario.Server.ArrangeAsync(
            "ALTER USER 'hoop_ro'@'%' WITH MAX_QUERIES_PER_HOUR 1000 MAX_UPDATES_PER_HOUR 2 MAX_CONNECTIONS_PER_HOUR 300 "
                + "MAX_USER_CONNECTIONS 4" + (version.IsMariaDb ? " MAX_STATEMENT_TIME 5" : ""),
            version.IsMariaDb ? $"SET DEFAULT ROLE {mark} FOR 'hoop_rw'@'%'" : "CREATE ROLE somebodys",
            version.IsMariaDb ? "DO 0" : "GRANT somebodys TO 'hoop_rw'@'%'",
            version.IsMariaDb ? "DO 0" : "ALTER USER 'hoop_rw'@'%' DEFAULT ROLE somebodys");

        var plan = await scenario.PlanAsync();
        Assert.Equal([RoleState.Drifted, RoleState.Drifted, RoleState.InSync], RoleNames.All.Select(kind => plan.States[kind]));
        Assert.Equal("resource limits", Assert.Single(plan.Findings[RoleKind.ReadOnly]).Subject);
        Assert.Contains(plan.Findings[RoleKind.ReadWrite], finding => finding.Subject == "default role");
        var outcomes = await scenario.ApplyAsync(plan);
        Assert.Equal([RoleState.Updated, RoleState.Updated, RoleState.InSync], outcomes.Select(outcome => outcome.State));
        Assert.All(outcomes, outcome => Assert.Empty(outcome.Findings));
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);

        await scenario.Server.ArrangeAsync("ALTER USER 'hoop_ro'@'%' WITH MAX_QUERIES_PER_HOUR 1 MAX_USER_CONNECTIONS 1");
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
    }
}
