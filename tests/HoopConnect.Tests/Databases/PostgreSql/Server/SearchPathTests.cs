using HoopConnect.SessionUsers;
using HoopConnect.Tests.Databases.PostgreSql.Roles;
using HoopConnect.Tests.SessionUsers;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

/// <summary>
/// Who may create in a schema of the search path can put a function there that fits a call better than the server's own. In a query of the
/// master's it would run with the master's rights (PostgreSQL documentation, "Usage Patterns" of schemas).
/// </summary>
public class SearchPathTests
{
    private static readonly string[] Trap =
    [
        "CREATE FUNCTION public.spring(jsonb, text) RETURNS jsonb LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE "
            + "rolname = 'hijacked') THEN CREATE ROLE hijacked; END IF; RETURN '[]'; END $$",
        "CREATE AGGREGATE public.jsonb_agg(text) (SFUNC = public.spring, STYPE = jsonb, INITCOND = '[]')",
    ];

    [Theory]
    [EveryMajor]
    public async Task A_trap_in_a_database_does_not_spring_when_the_roles_are_made_tested_and_removed(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsSuperuserAsync("postgres", "CREATE ROLE mallory", "GRANT CREATE ON SCHEMA public TO mallory",
            "CREATE TABLE public.bait (id int)", "GRANT SELECT ON public.bait TO PUBLIC");
        await roles.AsAsync("mallory", "postgres", Trap);
        await roles.ProvisionAsync();
        await roles.PlanAsync();
        await roles.RemoveAsync();
        Assert.Null(await roles.ValueAsync("postgres", "SELECT rolname FROM pg_roles WHERE rolname = 'hijacked'"));
    }

    [Theory]
    [EveryMajor]
    public async Task A_trap_in_a_database_does_not_spring_when_a_session_user_is_provided(int major, bool asOnRds)
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync(major, asOnRds);
        await scenario.AsSuperuserAsync("dellstore", "CREATE ROLE mallory", "GRANT CREATE ON SCHEMA public TO mallory");
        await scenario.AsSuperuserAsync("dellstore", ["SET ROLE mallory", .. Trap]);
        await scenario.ProvideAsync();
        await scenario.ProvideAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Rotate = true });
        Assert.Null(await scenario.ValueAsync("postgres", "SELECT rolname FROM pg_roles WHERE rolname = 'hijacked'"));
    }
}
