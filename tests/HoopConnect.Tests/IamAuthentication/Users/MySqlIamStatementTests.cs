using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.MySql;
using HoopConnect.Databases.MySql.IamUsers;
using HoopConnect.Databases.MySql.Roles;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.IamAuthentication.Users;

/// <summary>
/// The statements for MySQL, where users carry our mark. AWS's plugin cannot be had for a MySQL server here, so they are held as text; on
/// MariaDB the same code is run (IamDbUsersTests).
/// </summary>
public class MySqlIamStatementTests
{
    private const string Mark = """ATTRIBUTE '{"managed_by": "HoopConnect"}'""";

    private static readonly MySqlAccount Account = new("o'hara", "10.%");
    private static readonly IamUserRequest Request = new(
        new ConnectionSettings("db", 3306, new DatabaseLogin("admin", Secret.From("x"))), "o'hara")
    {
        HostPattern = "10.%",
    };

    [Theory]
    [InlineData("8.4.6", true)]
    [InlineData("8.0.21", true)]
    [InlineData("8.0.20", false)]
    [InlineData("5.7.44", false)]
    public void A_new_user_is_marked_in_the_statement_that_makes_it_where_it_can_be(string version, bool isMarked)
    {
        var steps = Compare(Reading(version), Request with { Role = RoleKind.ReadOnly }).Steps().Select(step => step.Statement);
        Assert.Equal(
            [
                "CREATE USER 'o''hara'@'10.%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL" + (isMarked ? " " + Mark : ""),
                "GRANT SELECT ON `shop`.* TO 'o''hara'@'10.%'",
            ],
            steps);
    }

    [Fact]
    public void Ours_that_drifted_is_brought_into_line()
    {
        var drifted = new MySqlAccountReading(Account, "AWSAuthenticationPlugin", IsLocked: true, IsMarked: true)
        {
            Grants =
            [
                .. ShowGrants.Parse(
                    ["GRANT USAGE ON *.* TO `o'hara`@`10.%`", "GRANT SELECT, DELETE ON `shop`.* TO `o'hara`@`10.%`"],
                    Account),
            ],
        };
        Assert.Equal(
            [
                "ALTER USER 'o''hara'@'10.%' REQUIRE SSL",
                "ALTER USER 'o''hara'@'10.%' ACCOUNT UNLOCK",
                "REVOKE DELETE ON `shop`.* FROM 'o''hara'@'10.%'",
            ],
            Compare(Reading("8.4.6", drifted, requiresTls: false), Request with { Role = RoleKind.ReadOnly })
                .Steps()
                .Select(step => step.Statement));
    }

    [Fact]
    public void An_unmarked_user_is_not_ours_on_MySQL_even_where_it_logs_in_by_token()
    {
        var foreign = Reading("8.4.6", new MySqlAccountReading(Account, "AWSAuthenticationPlugin", IsLocked: false, IsMarked: false));
        Assert.Equal("IamUser.NotOurs", Assert.Throws<HoopException>(() => Compare(foreign, Request).Check()).ErrorId);
        Compare(foreign, Request with { Adopt = true }).Check();
        Assert.Equal(
            [$"ALTER USER 'o''hara'@'10.%' {Mark}"],
            Compare(foreign, Request with { Adopt = true }).Steps().Select(step => step.Statement));
    }

    [Fact]
    public void An_existing_user_is_switched_over_without_a_mark_and_with_its_privileges_left_alone()
    {
        var present = Reading("8.4.6", new MySqlAccountReading(Account, "caching_sha2_password", IsLocked: false, IsMarked: false));
        var step = Assert.Single(Compare(present, Request with { IsExisting = true }).Steps());
        Assert.Equal("ALTER USER 'o''hara'@'10.%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL", step.Statement);
        Assert.Equal("its password stops working", step.Note);
    }

    [Fact]
    public void A_plugin_that_is_not_active_is_told_in_the_servers_words()
    {
        var off = Reading("8.4.6") with { PluginStatus = "DISABLED" };
        Assert.Contains(
            "'AWSAuthenticationPlugin' is DISABLED",
            Assert.Throws<HoopException>(() => Compare(off, Request).Check()).Message,
            StringComparison.Ordinal);
    }

    private static MySqlIamDifference Compare(MySqlIamReading reading, IamUserRequest request) => new(reading, request, Account);

    private static MySqlIamReading Reading(string version, MySqlAccountReading? present = null, bool requiresTls = true) =>
        new(
            new MySqlServerReading(MySqlServerVersion.Parse(version), "admin@%", ["shop"], present is null ? [] : [present]),
            "ACTIVE",
            requiresTls,
            "RDS");
}
