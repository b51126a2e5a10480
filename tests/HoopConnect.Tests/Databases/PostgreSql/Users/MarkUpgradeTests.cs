using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Databases.PostgreSql.Roles;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

/// <summary>Marks of versions before 0.1.0 are read, and written anew with the next change; they are no change of their own.</summary>
public class MarkUpgradeTests
{
    [Theory]
    [EveryMajor]
    public async Task A_roles_mark_is_renewed_with_the_next_change_of_it_or_of_its_privileges(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        RoleAssert.All(RoleState.Created, await server.Roles.ProvisionAsync());
        foreach (var kind in RoleNames.All)
            await MarkAsync(server, kind.RoleName(), $"managed by HoopConnect (role {kind.Suffix()}); changes by hand are undone");
        RoleAssert.InSync(await server.Roles.PlanAsync());

        await server.Roles.AsMasterAsync("app", "REVOKE SELECT ON t FROM hoop_ro", "ALTER ROLE hoop_rw CREATEDB");
        var plan = await server.Roles.PlanAsync();
        Assert.Equal(["role \"hoop_ro\"", "role \"hoop_rw\""], plan.Plan.Steps.Where(step => step.Action == "mark")
            .Select(step => step.Target));
        RoleAssert.All(RoleState.Updated, (await server.Roles.ApplyAsync(plan)).ToDictionary(
            pair => pair.Key, pair => pair.Key == RoleKind.Ddl ? pair.Value with { State = RoleState.Updated } : pair.Value));
        Assert.False((await server.MarkAsync("hoop_ro"))!.IsOutdated);
        Assert.False((await server.MarkAsync("hoop_rw"))!.IsOutdated);
        Assert.True((await server.MarkAsync("hoop_ddl"))!.IsOutdated);
        RoleAssert.All(RoleState.Removed, await server.Roles.RemoveAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task A_session_users_mark_is_renewed_when_its_life_is_extended_and_says_what_it_said(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        var first = await server.ProvideSessionUserAsync();
        var set = DateTimeOffset.UtcNow.AddHours(-7);
        await MarkAsync(server, first.UserName,
            $"managed by HoopConnect: session user {{\"policy\":\"reading\",\"passwordSet\":\"{set:O}\"}}");
        Assert.Equal((first.Login.Password, false), Told(await server.ProvideSessionUserAsync()));
        Assert.True((await server.MarkAsync(first.UserName))!.IsOutdated);

        await server.Roles.AsSuperuserAsync("postgres", $"ALTER ROLE {first.UserName} VALID UNTIL '{DateTimeOffset.UtcNow.AddHours(5):O}'");
        Assert.Equal((first.Login.Password, true), Told(await server.ProvideSessionUserAsync()));
        var mark = (await server.MarkAsync(first.UserName))!;
        Assert.Equal((false, "reading", null), (mark.IsOutdated, mark.Policy, mark.Owner));
        Assert.Equal(set, mark.PasswordSet!.Value, TimeSpan.FromMilliseconds(1));

        static (HoopConnect.Secrets.Secret, bool) Told(SessionUser user) => (user.Login.Password, user.Extended);
    }

    [Theory]
    [EveryMajor]
    public async Task The_mark_of_a_user_that_logs_in_by_IAM_is_renewed_with_the_next_change(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        await server.Roles.ProvisionAsync();
        var reader = new IamUserRequest(server.Master, "report") { Role = RoleKind.ReadOnly };
        await server.ProvideIamUserAsync(reader);
        await MarkAsync(server, "report", "managed by HoopConnect (IAM user); logs in by token");
        Assert.True((await server.PlanIamUserAsync(reader)).Plan.IsEmpty);
        Assert.Equal(["report"], await server.ListAsync(ManagedKind.Iam));

        Assert.Equal(RoleState.Updated, (await server.ProvideIamUserAsync(reader with { Role = RoleKind.ReadWrite })).State);
        Assert.Equal((ManagedKind.Iam, false), ((await server.MarkAsync("report"))!.Kind, (await server.MarkAsync("report"))!.IsOutdated));
        Assert.Equal(["report"], await server.ListAsync(ManagedKind.Iam));
    }

    private static Task MarkAsync(ManagedServer server, string role, string text) =>
        server.Roles.AsMasterAsync("postgres", $"COMMENT ON ROLE {role} IS '{text}'");
}
