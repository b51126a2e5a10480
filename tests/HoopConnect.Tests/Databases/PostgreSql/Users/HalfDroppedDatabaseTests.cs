using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Tests.Databases.PostgreSql.Roles;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

/// <summary>What an interrupted DROP DATABASE leaves: nobody can connect, and the one mend is to drop it again.</summary>
public class HalfDroppedDatabaseTests
{
    private const string Mend = "DROP DATABASE \"app\"";

    [Theory]
    [EveryMajor]
    public async Task It_is_left_out_and_named_with_its_mend_and_makes_nothing_incomplete(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        await InterruptDropAsync(server);
        var plan = await server.Roles.PlanAsync();
        Assert.All(plan.Findings.Values, findings => Assert.Contains(findings, IsMend));
        var outcomes = await server.Roles.ApplyAsync(plan);
        Assert.All(outcomes.Values, outcome =>
        {
            Assert.Equal((RoleState.Created, true), (outcome.State, IsMend(Assert.Single(outcome.Findings))));
            Assert.Equal(["postgres", "shop"], outcome.Databases);
        });
        Assert.All((await server.Roles.PlanAsync()).States.Values, state => Assert.Equal(RoleState.InSync, state));

        await server.Roles.AsMasterAsync("postgres", "DROP DATABASE app");
        RoleAssert.InSync(await server.Roles.PlanAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task A_policy_that_names_it_is_refused_with_its_mend_by_session_users_and_by_users_that_log_in_by_IAM(
        int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        await InterruptDropAsync(server);
        var session = await ManagedServer.RefusedAsync(() => server.ProvideSessionUserAsync());
        Assert.Equal("SessionUser.DatabaseNotFound", session.ErrorId);
        Assert.Contains(Mend, session.Message, StringComparison.Ordinal);
        var grants = new GrantRequest("reading", [new GrantScope("app", "public")], [GrantPrivilege.Select]);
        var iam =
            await ManagedServer.RefusedAsync(() =>
                server.PlanIamUserAsync(new IamUserRequest(server.Master, "report") { Grants = grants }));
        Assert.Equal("IamUser.DatabaseNotFound", iam.ErrorId);
        Assert.Contains(Mend, iam.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await server.Roles.ValueAsync("postgres", "SELECT count(*) FROM pg_roles WHERE rolname ~ 'report|session'"));
    }

    [Theory]
    [EveryMajor]
    public async Task Users_who_left_something_in_it_are_locked_and_told_of_its_mend_and_go_when_it_is_dropped(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        await server.Roles.ProvisionAsync();
        await server.ProvideSessionUserAsync();
        var grants = new GrantRequest("reading", [new GrantScope("app", "public")], [GrantPrivilege.Select]);
        await server.ProvideIamUserAsync(new IamUserRequest(server.Master, "report") { Grants = grants });
        await InterruptDropAsync(server);

        foreach (var (kind, name) in new[] { (ManagedKind.Session, ManagedServer.SessionUserName), (ManagedKind.Iam, "report") })
        {
            var kept = Assert.Single((await server.RemoveAsync(server.Removal(kind, name))).Values);
            Assert.Equal((UserRemovalState.Locked, true), (kept.State, IsMend(Assert.Single(kept.Findings))));
        }

        var roles = await server.Roles.RemoveAsync();
        Assert.All(roles.Values, outcome =>
        {
            Assert.Equal(RoleState.Incomplete, outcome.State);
            Assert.Contains(outcome.Findings, IsMend);
        });

        await server.Roles.AsMasterAsync("postgres", "DROP DATABASE app");
        Assert.Equal(UserRemovalState.Removed,
            Assert.Single((await server.RemoveAsync(server.Removal(ManagedKind.Iam, "report"))).Values).State);
        Assert.Equal(UserRemovalState.Removed,
            Assert.Single((await server.RemoveAsync(server.Removal(ManagedKind.Session, ManagedServer.SessionUserName))).Values).State);
        RoleAssert.All(RoleState.Removed, await server.Roles.RemoveAsync());
    }

    private static Task InterruptDropAsync(ManagedServer server) =>
        server.Roles.AsSuperuserAsync("postgres", "UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'app'");

    private static bool IsMend(Finding finding) =>
        finding is { Database: "app", Reason: "NotConnectable" } && finding.Message.Contains(Mend, StringComparison.Ordinal);
}
