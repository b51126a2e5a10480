using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Display;
using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.Tests.SessionUsers.Policies;

public class SessionPolicyTests
{
    [Theory]
    [InlineData("testdb", "testdb", "public")]
    [InlineData("dellstore.store", "dellstore", "store")]
    [InlineData("a.b.c", "a.b", "c")]
    [InlineData("a.b.", "a.b", "public")]
    [InlineData("Sales-2026 (old).My \"Schema\"", "Sales-2026 (old)", "My \"Schema\"")]
    public void An_instance_of_PostgreSQL_is_split_at_the_last_dot(string instance, string database, string schema) =>
        Assert.Equal([new GrantScope(database, schema)], Policy("postgres", instance).Scopes);

    [Theory]
    [InlineData("mysql", "shop")]
    [InlineData("mariadb", "a.b")]
    public void An_instance_of_MySQL_is_a_schema_with_all_its_dots(string engine, string instance) =>
        Assert.Equal([new GrantScope(instance, instance)], Policy(engine, instance).Scopes);

    [Theory]
    [InlineData("postgres", "", "InvalidInstance")]
    [InlineData("postgres", ".", "InvalidInstance")]
    [InlineData("postgres", ".public", "InvalidInstance")]
    [InlineData("postgres", "a\0b", "InvalidInstance")]
    [InlineData("postgres", "a\nb", "InvalidInstance")]
    [InlineData("mysql", "", "InvalidInstance")]
    [InlineData("mysql", "mysql", "SystemSchema")]
    [InlineData("mariadb", "Performance_Schema", "SystemSchema")]
    public void What_names_no_database_of_the_users_is_refused(string engine, string instance, string reason)
    {
        var refused = Assert.Throws<HoopException>(() => Policy(engine, instance).Scopes);
        Assert.Equal("Policy." + reason, refused.ErrorId);
        Assert.Equal(ForeignText.Escape(instance), refused.Target);
    }

    [Fact]
    public void Half_a_character_is_no_name() =>
        Assert.Throws<HoopException>(() => Policy("postgres", "a" + (char)0xD800).Scopes);

    [Fact]
    public void Every_privilege_is_known_by_its_word()
    {
        var policy = Policy("postgres", "db") with
        {
            GrantPrivileges = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "CREATE", "TEMPORARY"],
        };
        Assert.Equal(Enum.GetValues<GrantPrivilege>(), policy.Privileges);
    }

    [Theory]
    [InlineData("postgres", "select", "UnknownPrivilege")]
    [InlineData("postgres", "SUPER", "UnknownPrivilege")]
    [InlineData("postgres", "0", "UnknownPrivilege")]
    [InlineData("postgres", "SELECT,INSERT", "UnknownPrivilege")]
    [InlineData("mysql", "TRUNCATE", "PrivilegeNotServed")]
    public void A_privilege_that_is_not_one_of_the_engine_is_refused(string engine, string privilege, string reason)
    {
        var policy = Policy(engine, "db") with { GrantPrivileges = [privilege] };
        Assert.Equal("Policy." + reason, Assert.Throws<HoopException>(() => policy.Privileges).ErrorId);
    }

    [Fact]
    public void A_policy_names_its_user_and_its_place()
    {
        var policy = Policy("postgres", "dellstore") with { File = "pg.hcl", Line = 3 };
        Assert.Equal("_hoop_session_user_3f551261", policy.UserName);
        Assert.Equal("3f551261", SessionUserName.Hash(policy));
        Assert.Equal("p (pg.hcl:3)", policy.ToString());
    }

    private static SessionPolicy Policy(string engine, string instance) =>
        new() { Name = "p", Engine = engine, PluginConfigEntry = "e", Instances = [instance], GrantPrivileges = ["SELECT"] };
}
