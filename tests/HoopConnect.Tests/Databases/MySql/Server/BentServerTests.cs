using HoopConnect.Credentials.Passwords;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Provisioning.Roles;
using HoopConnect.Tests.Databases.MySql.SessionUsers;

namespace HoopConnect.Tests.Databases.MySql.Server;

/// <summary>
/// Servers whose settings are not what a fresh server has, as a parameter group or init_connect can say: what is reported is what is
/// there.
/// </summary>
public sealed class BentServerTests
{
    /// <summary>Statements of an administrator before, and after; MySQL names one of the variables in another way.</summary>
    private static readonly (string Bend, string Straighten)[] Settings =
    [
        ("SET GLOBAL autocommit = 0", "SET GLOBAL autocommit = 1"),
        ("SET GLOBAL completion_type = 2", "SET GLOBAL completion_type = 0"),
        ("SET GLOBAL sql_safe_updates = 1, GLOBAL sql_select_limit = 1",
            "SET GLOBAL sql_safe_updates = 0, GLOBAL sql_select_limit = DEFAULT"),
        ("SET GLOBAL sql_big_selects = 0, GLOBAL max_join_size = 1", "SET GLOBAL sql_big_selects = 1, GLOBAL max_join_size = DEFAULT"),
        ("SET GLOBAL TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY",
            "SET GLOBAL TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE"),
        ("SET GLOBAL sql_mode = 'ANSI,IGNORE_SPACE,PAD_CHAR_TO_FULL_LENGTH', GLOBAL sql_notes = 0, GLOBAL max_error_count = 0",
            "SET GLOBAL sql_mode = DEFAULT, GLOBAL sql_notes = 1, GLOBAL max_error_count = DEFAULT"),
        ("SET GLOBAL lock_wait_timeout = 1, GLOBAL innodb_lock_wait_timeout = 1, GLOBAL wait_timeout = 1, GLOBAL time_zone = '-11:00'",
            "SET GLOBAL lock_wait_timeout = DEFAULT, GLOBAL innodb_lock_wait_timeout = DEFAULT, GLOBAL wait_timeout = DEFAULT, GLOBAL " +
            "time_zone = SYSTEM"),
        ("SET GLOBAL sql_quote_show_create = 0, GLOBAL group_concat_max_len = 4, GLOBAL character_set_server = latin1",
            "SET GLOBAL sql_quote_show_create = 1, GLOBAL group_concat_max_len = DEFAULT, GLOBAL character_set_server = DEFAULT"),
        ("SET GLOBAL init_connect = 'SET NAMES latin1, autocommit = 0, sql_select_limit = 0; START TRANSACTION READ ONLY; SET SESSION " +
            "TRANSACTION READ ONLY'",
            "SET GLOBAL init_connect = ''"),
    ];

    public static TheoryData<string> Programs => MySqlTests.Programs;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Whatever_the_server_was_set_to_a_plan_its_application_and_the_report_are_right(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        foreach (var (bend, straighten) in Settings)
        {
            await scenario.Server.ArrangeAsync(bend);

            await ExtendAndRemoveAsync(scenario, bend);
            await ProvisionRolesAsync(scenario, bend);

            await scenario.Server.ArrangeAsync(straighten);
        }
    }

    [Fact]
    public async Task A_statement_may_take_as_long_as_the_connections_time_out_says()
    {
        await using var scenario = await SessionUserScenario.StartAsync();
        await scenario.Server.ArrangeAsync("SET GLOBAL max_statement_time = 0.1");

        await using var session = await Session.OpenAsync(scenario.Server.MasterSettings(), Stop);

        Assert.Equal(0L, Assert.Single(await session.QueryAsync("SELECT SLEEP(0.3)", [], Stop))[0]);
    }

    private static async Task ExtendAndRemoveAsync(SessionUserScenario scenario, string bend)
    {
        var made = await scenario.ProvideAsync();
        Assert.True(made.Created, bend);
        await scenario.AgeAsync(made, hoursLeft: 1, passwordAge: 11);
        var extended = await scenario.ProvideAsync();
        Assert.True(extended.Extended, bend);
        // In another session: what is reported is not only what the session itself sees.
        Assert.Equal(extended.Expires, Assert.Single(await scenario.ListAsync()).Expires);
        Assert.Equal(["shop", "stock"], Assert.Single(await scenario.ListAsync()).Databases);

        Assert.Equal(UserRemovalState.Removed, (await scenario.RemoveAsync(made.UserName, onlyIfExpired: false)).State);
        Assert.Empty(await scenario.ListAsync());
        if (!await scenario.HasUserAttributesAsync())
            Assert.Empty(await scenario.ColumnAsync("SELECT user FROM hoop_connect.session_users"));
    }

    private static async Task ProvisionRolesAsync(SessionUserScenario scenario, string bend)
    {
        var request = new RoleRequest(scenario.Server.MasterSettings());
        var passwords = new TransientRolePasswords(scenario.Engine, request.Master);
        Assert.All(await ApplyAsync(await scenario.Engine.Roles.PlanAsync(request, passwords, scenario.Host, Stop)), outcome =>
        {
            Assert.True(outcome.State == RoleState.Created
                && outcome.Findings.Count == 0, $"{bend}: {outcome.Kind} is {outcome.State}: {string.Join("; ", outcome.Findings)}");
            Assert.Equal(["closed", "shop", "stock"], outcome.Databases);
        });
        var again = await scenario.Engine.Roles.PlanAsync(request, new PresumedRolePasswords(), scenario.Host, Stop);
        Assert.True(again.Plan.IsEmpty, bend + again.Plan);
        var removal = await scenario.Engine.Roles.PlanRemovalAsync(request with { Adopt = true }, scenario.Host, Stop);
        Assert.Equal(
            [RoleState.Removed, RoleState.Removed, RoleState.Removed], (await ApplyAsync(removal)).Select(outcome => outcome.State));

        async Task<IReadOnlyList<RoleOutcome>> ApplyAsync(RolePlan plan)
        {
            var outcomes = new List<RoleOutcome>();
            await foreach (var outcome in plan.ApplyAsync(passwords, scenario.Host, Stop))
                outcomes.Add(outcome);
            return outcomes;
        }
    }
}
