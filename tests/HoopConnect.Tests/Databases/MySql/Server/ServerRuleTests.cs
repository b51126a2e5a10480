using HoopConnect.Credentials.Passwords;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Databases.MySql.Roles;
using HoopConnect.Tests.Databases.MySql.SessionUsers;

namespace HoopConnect.Tests.Databases.MySql.Server;

/// <summary>
/// What a server was told to do otherwise than others, and that is kept to: how it compares names, what passwords it takes.
/// </summary>
public sealed class ServerRuleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_names_of_schemas_have_no_capitals_a_policy_finds_its_schemas_however_it_spells_them()
    {
        await using var scenario = await SessionUserScenario.StartAsync(arguments: ["--lower-case-table-names=1"]);

        var user = await scenario.ProvideAsync(new SessionUserOrder(SessionUserScenario.Policy(["Shop", "STOCK"])));

        Assert.Equal(
            [null, null, 1142],
            await scenario.TryAsync(user, "SELECT * FROM Shop.Orders", "SELECT * FROM stock.items", "SELECT * FROM CLOSED.secrets"));
        Assert.False((await scenario.ProvideAsync(new SessionUserOrder(SessionUserScenario.Policy(["Shop", "STOCK"])))).Rotated);
        Assert.Equal(["shop", "stock"], Assert.Single(await scenario.ListAsync()).Databases);
        Assert.Equal(
            "Policy.SystemSchema", (await scenario.RefusedAsync(new SessionUserOrder(SessionUserScenario.Policy(["MySQL"])))).ErrorId);
    }

    [Fact]
    public async Task Where_they_have_two_names_that_differ_in_capitals_are_two_and_so_are_users_everywhere()
    {
        await using var scenario = await RoleScenario.StartAsync();
        await scenario.Server.ArrangeAsync(
            "CREATE SCHEMA orders", "CREATE SCHEMA Orders", "CREATE SCHEMA Sys", "CREATE TABLE Orders.t (id INT)",
            "CREATE USER 'HOOP_RO'@'%' IDENTIFIED BY 'Theirs_0123456789*'");
        await scenario.ProvisionWellAsync(RoleState.Created);
        Assert.Equal(["Orders", "Sys", "orders"], (await scenario.ProvisionAsync())[0].Databases);
        await using var theirs = await Session.OpenAsync(scenario.Server.Settings("HOOP_RO", "Theirs_0123456789*"), Stop);

        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal((RoleState.Removed, 0), (outcome.State, outcome.Findings.Count)));

        // Where sessions are looked for by their user, the server takes the two names for one.
        Assert.Equal(1L, Assert.Single(await theirs.QueryAsync("SELECT 1", [], Stop))[0]);
    }

    [Fact]
    public async Task A_server_that_takes_no_hashes_is_refused_before_anything_is_changed_with_the_way_out()
    {
        await using var scenario = await SessionUserScenario.StartAsync(arguments: PasswordCheck());
        var request = new RoleRequest(scenario.Server.MasterSettings());
        var passwords = new TransientRolePasswords(scenario.Engine, request.Master);
        var user = await scenario.ProvideAsync();
        await scenario.Server.ArrangeAsync("SET GLOBAL strict_password_validation = ON");

        foreach (var attempt in (Func<Task>[])[
            () => scenario.Engine.Roles.PlanAsync(request, passwords, scenario.Host, Stop),
            () => scenario.ProvideAsync(new SessionUserOrder(SessionUserScenario.Policy(["shop"]))),
            () => scenario.ProvideAsync(new SessionUserOrder(SessionUserScenario.Policy()) { Rotate = true })])
        {
            var refused = await Assert.ThrowsAsync<HoopException>(attempt);
            Assert.Equal("Database.HashRefused", refused.ErrorId);
            Assert.Contains("1290", refused.Message, StringComparison.Ordinal);
            Assert.Contains("strict_password_validation=OFF", refused.RecommendedAction, StringComparison.Ordinal);
        }

        // What sets no password goes on.
        Assert.Equal(user.Login.Password, (await scenario.ProvideAsync()).Login.Password);
        Assert.Equal([user.UserName + "@%"], await scenario.UsersAsync());
        Assert.Equal(UserRemovalState.Removed, (await scenario.RemoveAsync(user.UserName, onlyIfExpired: false)).State);
    }

    [Fact]
    public async Task Why_a_statement_about_a_user_failed_is_told_where_the_server_only_notes_it()
    {
        await using var scenario = await SessionUserScenario.StartAsync(arguments: PasswordCheck());
        await scenario.Server.ArrangeAsync(
            "CREATE USER 'u'@'%' IDENTIFIED VIA unix_socket", "SET GLOBAL sql_notes = 0, GLOBAL strict_password_validation = ON");
        await using var master = await Session.OpenAsync(scenario.Server.MasterSettings(), Stop);

        // Of a user that is there the server says no more than that it failed, and notes why; of a new one it says why.
        foreach (var (statement, code) in ((string, int)[])[("ALTER USER 'u'@'%'", 1396), ("CREATE USER 'v'@'%'", 1290)])
        {
            var failure = await Assert.ThrowsAsync<StatementException>(() => master.ExecuteBatchAsync(
                    [$"{statement} IDENTIFIED VIA mysql_native_password USING '*E7F75DE339330AABCF6EFB8FA4AE7BB2699B9852'"], Stop));
            Assert.Equal(code, failure.Code);
            Assert.True(failure.Is(1290));
            Assert.Contains("strict-password-validation", failure.Message, StringComparison.Ordinal);
        }
    }

    private static string[] PasswordCheck()
    {
        Assert.SkipUnless(PamParts.HavePasswordCheck, PamParts.NotInstalled);
        return [$"--plugin-dir={PamParts.PluginFolder}", "--plugin-load-add=simple_password_check", "--strict-password-validation=OFF"];
    }
}
