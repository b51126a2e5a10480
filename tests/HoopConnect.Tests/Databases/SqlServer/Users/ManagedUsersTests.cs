using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Tests.Databases.SqlServer.Roles;

namespace HoopConnect.Tests.Databases.SqlServer.Users;

public sealed class ManagedUsersTests : SqlServerTests
{
    [Fact]
    public async Task Logins_are_listed_by_their_SIDs_with_what_they_have_in_databases()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.AddLogin("hoop_other");
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
        scenario.Server.Sessions[51] = "hoop_ro";
        scenario.Server.Logins["hoop_rw"] = scenario.Server.Logins["hoop_rw"] with { IsDisabled = true };
        var users = await List(scenario, ManagedKind.Role).ToListAsync(Stop);
        Assert.Equal(["hoop_ddl", "hoop_ro", "hoop_rw"], users.Select(user => user.UserName));
        Assert.All(users, user => Assert.Equal((ManagedKind.Role, false, "shop"),
            (user.Mark!.Kind, user.Expired, Assert.Single(user.Databases))));
        Assert.Equal([(1L, 0, false), (0L, 1, false), (0L, 0, true)],
            users.Select(user => (user.OwnedObjects, user.OpenSessions, user.Locked)));
        Assert.Empty(await List(scenario, ManagedKind.Tenant).ToListAsync(Stop));
    }

    [Fact]
    public async Task Users_of_a_kind_are_removed_and_those_of_another_are_refused()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        foreach (var (name, kind) in new[] { ("tenant_a", ManagedKind.Tenant), ("member_b", ManagedKind.IdentityCenter) })
        {
            var login = scenario.Server.AddLogin(name);
            scenario.Server.Logins[name] = login with { Sid = LoginSid.Of(kind, name) };
            shop.Principals[name] = new DatabasePrincipal(name, "S", LoginSid.Of(kind, name), 1, 0);
        }

        var request = new UserRemovalRequest(scenario.Server.Master,
            [new("tenant_a", false), new("member_b", false), new("hoop_ro", false), new("gone", false)])
        {
            Kind = ManagedKind.Tenant,
        };
        var plan = await Engine.ManagedUsers.PlanRemovalAsync(request, scenario.Host, Stop);
        var removals = await plan.ApplyAsync(_ => { }, scenario.Host, Stop).ToListAsync(Stop);
        Assert.Equal(
            [
                ("tenant_a", UserRemovalState.Removed), ("member_b", UserRemovalState.Refused), ("hoop_ro", UserRemovalState.Refused),
                ("gone", UserRemovalState.Missing),
            ],
            removals.Select(removal => (removal.UserName, removal.State)));
        Assert.Contains("IdentityCenter", Assert.Single(removals[1].Findings).Message, StringComparison.Ordinal);
        Assert.Contains("Role", Assert.Single(removals[2].Findings).Message, StringComparison.Ordinal);
        Assert.Equal(["hoop_ddl", "hoop_ro", "hoop_rw", "member_b"], scenario.Server.Logins.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("tenant_a", shop.Principals.Keys);
    }

    [Fact]
    public async Task Session_users_are_not_served()
    {
        await using var scenario = new RoleScenario();
        Assert.Equal("SessionUser.EngineNotServed", Assert.Throws<HoopException>(() => List(scenario, ManagedKind.Session)).ErrorId);
        var request = new UserRemovalRequest(scenario.Server.Master, []);
        var error = await Assert.ThrowsAsync<HoopException>(() => Engine.ManagedUsers.PlanRemovalAsync(request, scenario.Host, Stop));
        Assert.Equal("SessionUser.EngineNotServed", error.ErrorId);
    }

    private IAsyncEnumerable<ManagedUser> List(RoleScenario scenario, ManagedKind kind) =>
        Engine.ManagedUsers.ListAsync(new ManagedUserQuery(scenario.Server.Master) { Kind = kind }, scenario.Host, Stop);
}
