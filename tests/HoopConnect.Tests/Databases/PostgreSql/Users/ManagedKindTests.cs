using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Databases.PostgreSql.Roles;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

/// <summary>A user is taken over, altered or dropped only by the kind that made it; -Adopt is the one way across.</summary>
public class ManagedKindTests
{
    [Theory]
    [EveryMajor]
    public async Task A_user_that_logs_in_by_IAM_becomes_a_role_only_by_adoption(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        await server.ProvideIamUserAsync(new IamUserRequest(server.Master, "hoop_ro"));

        await RefusesAsync("Roles.NotOurs", "a user that logs in by IAM", () => server.Roles.PlanAllAsync());
        await RefusesAsync("Roles.NotOurs", "a user that logs in by IAM", () => server.Roles.RemoveAsync());
        Assert.Equal(ManagedKind.Iam, (await server.MarkAsync("hoop_ro"))!.Kind);

        var outcomes = await server.Roles.ProvisionAsync(server.Roles.Request with { Adopt = true });
        Assert.Equal((RoleState.Updated, true), (outcomes[RoleKind.ReadOnly].State, outcomes[RoleKind.ReadOnly].PasswordChanged));
        Assert.Empty(outcomes[RoleKind.ReadOnly].Findings);
        Assert.Equal(ManagedKind.Role, (await server.MarkAsync("hoop_ro"))!.Kind);
        // It logs in by its password now, and by no token any more.
        Assert.False((await server.Engine.IamUsers.ReadAsync(server.Master, "hoop_ro", "%",
            TestContext.Current.CancellationToken)).LogsInByIam);
        RoleAssert.InSync(await server.Roles.PlanAsync());
        await RefusesAsync("IamUser.NotOurs", "one of its roles", () =>
            server.PlanIamUserAsync(new IamUserRequest(server.Master, "hoop_ro")));
    }

    [Theory]
    [EveryMajor]
    public async Task A_role_is_not_switched_over_to_tokens_unless_it_is_adopted_and_is_a_role_no_more_then(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        RoleAssert.All(RoleState.Created, await server.Roles.ProvisionAsync());
        var existing = new IamUserRequest(server.Master, "hoop_rw") { IsExisting = true };
        await RefusesAsync("IamUser.NotOurs", "one of its roles", () => server.PlanIamUserAsync(existing));
        RoleAssert.InSync(await server.Roles.PlanAsync());

        Assert.Equal(RoleState.Updated, (await server.ProvideIamUserAsync(existing with { Adopt = true })).State);
        Assert.Equal(ManagedKind.Iam, (await server.MarkAsync("hoop_rw"))!.Kind);
        await RefusesAsync("Roles.NotOurs", "a user that logs in by IAM", () => server.Roles.PlanAllAsync());
        Assert.Equal(["hoop_rw"], await server.ListAsync(ManagedKind.Iam));
        Assert.Equal(["hoop_ddl", "hoop_ro"], await server.ListAsync(ManagedKind.Role));
    }

    [Theory]
    [EveryMajor]
    public async Task A_session_user_is_taken_over_only_by_adoption_in_both_directions(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        var user = (await server.ProvideSessionUserAsync()).UserName;
        Assert.Equal(ManagedServer.SessionUserName, user);
        var iam = new IamUserRequest(server.Master, user);
        await RefusesAsync("IamUser.NotOurs", "a session user", () => server.PlanIamUserAsync(iam));
        await RefusesAsync("IamUser.NotOurs", "a session user", () => server.PlanIamUserAsync(iam with { IsExisting = true }));

        Assert.Equal(RoleState.Updated, (await server.ProvideIamUserAsync(iam with { Adopt = true })).State);
        Assert.Equal([user], await server.ListAsync(ManagedKind.Iam));
        Assert.Empty(await server.ListAsync(ManagedKind.Session));
        await RefusesAsync("SessionUser.NotOurs", "a user that logs in by IAM", () => server.ProvideSessionUserAsync());

        var back = await server.ProvideSessionUserAsync(new SessionUserOrder(ManagedServer.Policy) { Adopt = true });
        Assert.True(back.Rotated);
        Assert.Equal(ManagedKind.Session, (await server.MarkAsync(user))!.Kind);
        Assert.False((await server.Engine.IamUsers.ReadAsync(server.Master, user, "%", TestContext.Current.CancellationToken)).LogsInByIam);
        Assert.Equal(back.Login.Password, (await server.ProvideSessionUserAsync()).Login.Password);
    }

    [Theory]
    [EveryMajor]
    public async Task A_removal_takes_only_users_of_its_kind_and_says_what_the_others_are(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        RoleAssert.All(RoleState.Created, await server.Roles.ProvisionAsync());
        await server.ProvideSessionUserAsync();
        await server.ProvideIamUserAsync(new IamUserRequest(server.Master, "report"));
        await server.Roles.AsMasterAsync("postgres", "CREATE ROLE stranger LOGIN");

        string[] all = [ManagedServer.SessionUserName, "hoop_ro", "report", "stranger", "postgres"];
        var asIam =
            await server.RemoveAsync(server.Removal(ManagedKind.Iam, all.Where(name => name != "report").ToArray()) with { Adopt = true });
        Assert.All(asIam.Values, outcome => Assert.Equal(UserRemovalState.Refused, outcome.State));
        Assert.Equal(("NotOurs", true), Why(asIam[ManagedServer.SessionUserName], "a session user"));
        Assert.Equal(("NotOurs", true), Why(asIam["hoop_ro"], "one of its roles"));
        Assert.Equal(("NotOurs", true), Why(asIam["stranger"], "does not bear the mark"));
        Assert.Equal(("IsMaster", true), Why(asIam["postgres"], "logged in here"));
        foreach (var kind in new[] { ManagedKind.IdentityCenter, ManagedKind.Tenant })
        {
            Assert.Empty(await server.ListAsync(kind));
            Assert.All((await server.RemoveAsync(server.Removal(kind, all))).Values, outcome =>
                Assert.Equal(UserRemovalState.Refused, outcome.State));
        }

        // A user whose name is one of a session user and that another kind took over is none, whatever is adopted.
        await server.ProvideIamUserAsync(new IamUserRequest(server.Master, ManagedServer.SessionUserName) { Adopt = true });
        var asSession = await server.RemoveAsync(server.Removal(ManagedKind.Session, ManagedServer.SessionUserName) with { Adopt = true });
        Assert.Equal(("NotOurs", true), Why(asSession[ManagedServer.SessionUserName], "a user that logs in by IAM"));
        Assert.Equal(5L,
            await server.Roles.ValueAsync("postgres", $"SELECT count(*) FROM pg_roles WHERE rolname IN ('{string.Join("', '", all)}')"));
    }

    private static (string Reason, bool Says) Why(UserRemoval outcome, string says)
    {
        var finding = Assert.Single(outcome.Findings);
        return (finding.Reason, finding.Message.Contains(says, StringComparison.Ordinal));
    }

    private static async Task RefusesAsync(string errorId, string says, Func<Task> request)
    {
        var refused = await ManagedServer.RefusedAsync(request);
        Assert.Equal(errorId, refused.ErrorId);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Contains("-Adopt", refused.RecommendedAction, StringComparison.Ordinal);
    }
}
