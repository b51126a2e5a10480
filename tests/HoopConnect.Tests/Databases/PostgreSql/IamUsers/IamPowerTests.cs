using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.IamUsers;

/// <summary>Users that log in by IAM whom somebody gave more than was asked for: no login is opened to them while that lasts.</summary>
public class IamPowerTests
{
    [Theory]
    [EveryMajor]
    public async Task A_power_is_taken_back_where_the_master_may_and_otherwise_the_user_is_refused(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        await server.Roles.ProvisionAsync();
        var request = new IamUserRequest(server.Master, "reporter") { Role = RoleKind.ReadOnly };
        Assert.Equal(RoleState.Created, (await server.ProvideIamUserAsync(request)).State);
        await server.Roles.AsMasterAsync("postgres", "CREATE ROLE team", "GRANT team TO reporter", "ALTER ROLE reporter CREATEDB");

        Assert.Equal(RoleState.Updated, (await server.ProvideIamUserAsync(request)).State);
        Assert.Equal("hoop_ro,rds_iam,false", await server.Roles.ValueAsync("postgres",
            "SELECT string_agg(DISTINCT m.roleid::regrole::text, ',' ORDER BY m.roleid::regrole::text) || ',' || bool_or(r.rolcreatedb) "
                + "FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = 'reporter'"));

        await server.Roles.AsSuperuserAsync("postgres", "GRANT pg_execute_server_program TO reporter");
        if (server.Roles.HasMembershipOptions)
        {
            var refused = await ManagedServer.RefusedAsync(() => server.ProvideIamUserAsync(request));
            Assert.Equal("IamUser.HasPowers", refused.ErrorId);
            Assert.Contains("REVOKE \"pg_execute_server_program\" FROM \"reporter\"", refused.RecommendedAction, StringComparison.Ordinal);
            await server.Roles.AsSuperuserAsync("postgres", "REVOKE pg_execute_server_program FROM reporter");
        }
        else
        {
            Assert.Equal(RoleState.Updated, (await server.ProvideIamUserAsync(request)).State);
        }

        // What the role may, its members may.
        await server.Roles.AsSuperuserAsync("postgres", "GRANT pg_read_server_files TO hoop_ro");
        var inherited = await ManagedServer.RefusedAsync(() => server.ProvideIamUserAsync(request));
        Assert.Equal("IamUser.HasPowers", inherited.ErrorId);
        Assert.Contains("New-HoopDbRole", inherited.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_user_whose_privileges_are_left_alone_nothing_is_taken()
    {
        await using var server = await ManagedServer.StartAsync();
        await server.Roles.AsMasterAsync("postgres", "CREATE ROLE team", "CREATE ROLE person LOGIN CREATEDB", "GRANT team TO person");
        Assert.Equal(RoleState.Updated,
            (await server.ProvideIamUserAsync(new IamUserRequest(server.Master, "person") { IsExisting = true })).State);
        Assert.Equal(true, await server.Roles.ValueAsync(
            "postgres", "SELECT rolcreatedb AND pg_has_role('person', 'team', 'MEMBER') FROM pg_roles WHERE rolname = 'person'"));
    }
}
