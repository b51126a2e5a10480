using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

/// <summary>Roles of ours that somebody gave more than their contract: while that stays nothing of them is given out.</summary>
public sealed class RolePowerTests : SqlServerTests
{
    private static readonly TdsError Refused = new(
        15151, "Cannot alter the server role, because it does not exist or you do not have permission.");

    public static TheoryData<string> Powers =>
        ["server role", "server permission", "database role", "database permission", "dbo", "other user", "owner"];

    [Theory]
    [MemberData(nameof(Powers))]
    public async Task A_power_that_cannot_be_taken_back_fails_the_role_before_its_password_is_touched_and_the_others_go_on(string power)
    {
        await using var scenario = await ArrangeAsync(power);
        // The master may not: whatever would take it back is refused.
        scenario.Server.FailOn = request => request.Sql.Contains("DROP MEMBER [hoop_rw]", StringComparison.Ordinal)
            || request.Sql.Contains("FROM [hoop_rw]", StringComparison.Ordinal) ? Refused : null;
        var stored = scenario.Passwords.Stored[RoleKind.ReadWrite].Password.Reveal();

        foreach (var rotate in new[] { false, true })
        {
            var outcomes = await scenario.ProvisionAsync(request => request with { RotatePassword = rotate });
            var failed = outcomes[1];
            Assert.Equal((RoleState.Failed, null, false), (failed.State, failed.Login, failed.PasswordChanged));
            Assert.Contains(failed.Findings, finding => finding.IsPower);
            Assert.All([outcomes[0], outcomes[2]], other =>
                Assert.Equal((rotate ? RoleState.Updated : RoleState.InSync, rotate, false),
                    (other.State, other.PasswordChanged, other.Login is null)));
        }

        Assert.Equal(stored, scenario.Passwords.Stored[RoleKind.ReadWrite].Password.Reveal());
        Assert.DoesNotContain(scenario.Server.Changes, change =>
            change.Sql.Contains("ALTER LOGIN [hoop_rw] WITH PASSWORD", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Powers))]
    public async Task A_power_that_can_be_taken_back_goes_before_the_password_is_set(string power)
    {
        Assert.SkipWhen(power is "dbo" or "other user" or "owner", "Nobody but who owns the database can mend that.");
        await using var scenario = await ArrangeAsync(power);
        var plan = await scenario.PlanAsync(request => request with { RotatePassword = true });
        Assert.Equal(RoleState.Drifted, plan.States[RoleKind.ReadWrite]);
        Assert.Contains(plan.Findings[RoleKind.ReadWrite], finding => finding.IsPower);
        var before = scenario.Server.Changes.Count;

        var outcome = (await scenario.ApplyAsync(plan))[1];

        Assert.Equal((RoleState.Updated, true), (outcome.State, outcome.PasswordChanged));
        var changes = scenario.Server.Changes.Skip(before).Select(change => change.Sql).ToList();
        var taken = changes.FindIndex(sql => sql.Contains("DROP MEMBER [hoop_rw]", StringComparison.Ordinal)
            || sql.Contains("FROM [hoop_rw]", StringComparison.Ordinal));
        var set = changes.FindIndex(sql => sql.StartsWith("ALTER LOGIN [hoop_rw] WITH PASSWORD", StringComparison.Ordinal));
        Assert.InRange(taken, 0, set - 1);
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }

    [Fact]
    public async Task Nobody_is_told_to_give_to_dbo_what_a_role_owns()
    {
        await using var scenario = await ArrangeAsync("owner");
        var owned = Assert.Single((await scenario.PlanAsync()).Findings[RoleKind.ReadWrite],
            finding => finding.Subject == "owner of SCHEMA::[theirs]");
        // Code in the schema would run with the rights of dbo from then on.
        Assert.DoesNotContain("TO [dbo]", owned.Message, StringComparison.Ordinal);
        Assert.Contains("not to dbo", owned.Message, StringComparison.Ordinal);
    }

    private static async Task<RoleScenario> ArrangeAsync(string power)
    {
        var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        var login = scenario.Server.Logins["hoop_rw"];
        switch (power)
        {
            case "server role":
                scenario.Server.Logins["hoop_rw"] = login with { ServerRoles = ["sysadmin"] };
                break;
            case "server permission":
                scenario.Server.Logins["hoop_rw"] = login with
                {
                    Permissions =
                    [
                        .. login.Permissions,
                        new Permission("hoop_rw", "SERVER", "G", "CONTROL SERVER", null, null, null, null, "sa"),
                    ],
                };
                break;
            case "database role":
                shop.Members.Add(("hoop_rw", "db_owner"));
                break;
            case "database permission":
                shop.Permissions.Add(new Permission("hoop_rw", "DATABASE", "G", "CONTROL", null, null, null, null, "dbo"));
                break;
            case "owner":
                shop.Owned.Add(new OwnedObject("hoop_rw", "SCHEMA", null, "theirs"));
                break;
            case "dbo":
                shop.Principals["dbo"] = shop.Principals["dbo"] with { Sid = login.Sid };
                break;
            default:
                shop.Principals["theirs"] = new DatabasePrincipal("theirs", "S", login.Sid, 1, 0);
                shop.Principals.Remove("hoop_rw");
                shop.Members.RemoveWhere(member => member.User == "hoop_rw");
                break;
        }

        return scenario;
    }
}
