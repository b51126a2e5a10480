using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Tests.Databases.MySql.Server.Grants;

/// <summary>
/// SHOW GRANTS as recorded on MySQL 5.7.42, 8.0.46, 8.4.13, 9.7.4 and MariaDB 10.6.23, 10.11.19, 11.8.9 for the same grants: servers that a
/// machine which runs these tests need not have.
/// </summary>
public sealed class ShowGrantsTests
{
    private static readonly Account Account = new("h", "%");

    private static readonly string[] MySql57 =
    [
        "GRANT RELOAD, PROCESS, CREATE USER ON *.* TO 'h'@'%' WITH GRANT OPTION",
        @"GRANT SELECT, INSERT ON `we\_ird\%\\x`.* TO 'h'@'%'",
        "GRANT SELECT ON `a``b'c\"d e`.* TO 'h'@'%' WITH GRANT OPTION",
        @"GRANT ALL PRIVILEGES ON `we_ird%\x`.`t` TO 'h'@'%'",
        @"GRANT SELECT (a, b), UPDATE (a) ON `we_ird%\x`.`t``x` TO 'h'@'%'",
        @"GRANT EXECUTE ON PROCEDURE `we_ird%\x`.`p``q` TO 'h'@'%'",
        @"GRANT EXECUTE ON FUNCTION `we_ird%\x`.`f` TO 'h'@'%' WITH GRANT OPTION",
        "GRANT PROXY ON 'root'@'localhost' TO 'h'@'%'",
    ];

    private static readonly string[] MySql8And9 =
    [
        "GRANT RELOAD, PROCESS, CREATE USER ON *.* TO `h`@`%` WITH GRANT OPTION",
        "GRANT SELECT ON `a``b'c\"d e`.* TO `h`@`%` WITH GRANT OPTION",
        @"GRANT SELECT, INSERT ON `we\_ird\%\\x`.* TO `h`@`%`",
        @"GRANT ALL PRIVILEGES ON `we_ird%\x`.`t` TO `h`@`%`",
        @"GRANT SELECT (`a`, `b`), UPDATE (`a`) ON `we_ird%\x`.`t``x` TO `h`@`%`",
        @"GRANT EXECUTE ON PROCEDURE `we_ird%\x`.`p``q` TO `h`@`%`",
        @"GRANT EXECUTE ON FUNCTION `we_ird%\x`.`f` TO `h`@`%` WITH GRANT OPTION",
        "GRANT PROXY ON `root`@`localhost` TO `h`@`%`",
        "GRANT `r1`@`%` TO `h`@`%` WITH ADMIN OPTION",
    ];

    private static readonly string[] MariaDb =
    [
        "GRANT `r1` TO `h`@`%` WITH ADMIN OPTION",
        "GRANT RELOAD, PROCESS, CREATE USER ON *.* TO `h`@`%` IDENTIFIED BY PASSWORD '*E7F75DE339330AABCF6EFB8FA4AE7BB2699B9852' WITH " +
        "GRANT OPTION",
        @"GRANT SELECT, INSERT ON `we\_ird\%\\x`.* TO `h`@`%`",
        "GRANT SELECT ON `a``b'c\"d e`.* TO `h`@`%` WITH GRANT OPTION",
        @"GRANT ALL PRIVILEGES ON `we_ird%\x`.`t` TO `h`@`%`",
        @"GRANT SELECT (`a`, `b`), UPDATE (`a`) ON `we_ird%\x`.`t``x` TO `h`@`%`",
        @"GRANT EXECUTE ON PROCEDURE `we_ird%\x`.`p``q` TO `h`@`%`",
        @"GRANT EXECUTE ON FUNCTION `we_ird%\x`.`f` TO `h`@`%` WITH GRANT OPTION",
        "GRANT PROXY ON `root`@`localhost` TO `h`@`%`",
        "GRANT USAGE ON *.* TO `r1`",
        "GRANT SELECT ON `of_the_role`.* TO `r1`",
        "SET DEFAULT ROLE `r1` FOR `h`@`%`",
    ];

    /// <summary>Older than 10.11, it quotes the accounts of a proxy as MySQL 5.7 does.</summary>
    private static readonly string[] MariaDb106 =
    [
        "GRANT `r1` TO `h`@`%` WITH ADMIN OPTION",
        "GRANT RELOAD, PROCESS, CREATE USER ON *.* TO `h`@`%` IDENTIFIED BY PASSWORD '*39C549BDECFBA8AFC3CE6B948C9359A0ECE08DE2' WITH " +
        "GRANT OPTION",
        @"GRANT SELECT, INSERT ON `we\_ird\%\\x`.* TO `h`@`%`",
        "GRANT SELECT ON `a``b'c\"d e`.* TO `h`@`%` WITH GRANT OPTION",
        @"GRANT SELECT (`a`, `b`), UPDATE (`a`) ON `we_ird%\x`.`t``x` TO `h`@`%`",
        @"GRANT ALL PRIVILEGES ON `we_ird%\x`.`t` TO `h`@`%`",
        @"GRANT EXECUTE ON PROCEDURE `we_ird%\x`.`p``q` TO `h`@`%`",
        @"GRANT EXECUTE ON FUNCTION `we_ird%\x`.`f` TO `h`@`%` WITH GRANT OPTION",
        "GRANT PROXY ON 'root'@'localhost' TO 'h'@'%'",
        "SET DEFAULT ROLE `r1` FOR `h`@`%`",
    ];

    public static TheoryData<string> Servers =>
        ["5.7.42", "8.0.46", "8.4.13", "9.7.4", "10.6.23-MariaDB", "10.11.19-MariaDB", "11.8.9-MariaDB"];

    [Theory]
    [MemberData(nameof(Servers))]
    public void The_lines_of_every_version_say_the_same(string server)
    {
        var grants = ShowGrants.Parse(Lines(server), Account);

        var said = grants
            .Select(grant =>
            $"{grant.Level} {grant.Object} [{grant.Pattern}] " +
            $"{string.Join(", ", grant.Privileges.Select(privilege => privilege.Sql))}{(grant.GrantOption ? " +" : "")}");
        var expected = new List<string>
        {
            "Global *.* [] RELOAD, PROCESS, CREATE USER +",
            @"Schema `we\_ird\%\\x`.* [we\_ird\%\\x] SELECT, INSERT",
            "Schema `a``b'c\"d e`.* [a`b'c\"d e] SELECT +",
            @"Table `we_ird%\x`.`t` [] ALL PRIVILEGES",
            @"Table `we_ird%\x`.`t``x` [] SELECT (`a`, `b`), UPDATE (`a`)",
            @"Routine PROCEDURE `we_ird%\x`.`p``q` [] EXECUTE",
            @"Routine FUNCTION `we_ird%\x`.`f` [] EXECUTE +",
            server is "5.7.42" or "10.6.23-MariaDB" ? "Proxy 'root'@'localhost' [] PROXY" : "Proxy `root`@`localhost` [] PROXY",
        };
        if (server != "5.7.42")
            expected.Add(server.Contains("MariaDB", StringComparison.Ordinal) ? "Role `r1` [r1]  +" : "Role `r1`@`%` [r1]  +");
        Assert.Equal(expected.Order(StringComparer.Ordinal), said.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void What_a_role_has_too_much_is_taken_back_by_statements_that_name_it(string server)
    {
        var reading = new ServerReading(ServerRelease.Parse(server), "admin@%", ["we_ird%\\x", "a`b'c\"d e"], []);
        var changes =
            RolePrivileges.Difference(reading, RoleKind.ReadOnly, serverWide: false, ManagedKind.Role).Compare(
            Account, ShowGrants.Parse(Lines(server), Account));

        var sql = changes.Select(change => change.Sql).ToList();
        Assert.DoesNotContain(changes, change => !change.Revoke);
        Assert.Contains(@"REVOKE INSERT ON `we\_ird\%\\x`.* FROM 'h'@'%'", sql);
        Assert.Contains("REVOKE GRANT OPTION ON `a``b'c\"d e`.* FROM 'h'@'%'", sql);
        Assert.Contains(@"REVOKE UPDATE (`a`) ON `we_ird%\x`.`t``x` FROM 'h'@'%'", sql);
        Assert.Contains(@"REVOKE EXECUTE ON PROCEDURE `we_ird%\x`.`p``q` FROM 'h'@'%'", sql);
        Assert.Contains("REVOKE CREATE USER ON *.* FROM 'h'@'%'", sql);
        Assert.Contains("REVOKE GRANT OPTION ON *.* FROM 'h'@'%'", sql);
        Assert.Contains(@"REVOKE SHOW VIEW ON `we_ird%\x`.`t` FROM 'h'@'%'", sql);
        Assert.Equal(server != "5.7.42", sql.Exists(statement => statement.StartsWith("REVOKE `r1`", StringComparison.Ordinal)));
        Assert.DoesNotContain(sql, statement => statement.StartsWith("REVOKE SELECT ON `a`", StringComparison.Ordinal)
            || statement.Contains("IDENTIFIED", StringComparison.Ordinal) || statement.Contains("'*", StringComparison.Ordinal));
    }

    [Fact]
    public void A_restriction_of_a_server_wide_role_is_lifted_on_user_schemas_only()
    {
        string[] lines =
        [
            "GRANT SELECT ON *.* TO `h`@`%`",
            "GRANT APPLICATION_PASSWORD_ADMIN,ROLE_ADMIN ON *.* TO `h`@`%`",
            "REVOKE SELECT ON `mysql`.* FROM `h`@`%`",
            "REVOKE SELECT ON `orders`.* FROM `h`@`%`",
        ];
        var reading = new ServerReading(ServerRelease.Parse("8.0.46"), "admin@%", ["orders"], []) { PartialRevokes = true };

        var changes =
            RolePrivileges.Difference(reading, RoleKind.ReadOnly, serverWide: true, ManagedKind.Role).Compare(
            Account, ShowGrants.Parse(lines, Account));

        Assert.Equal(
            ["GRANT SELECT ON `orders`.* TO 'h'@'%'", "REVOKE APPLICATION_PASSWORD_ADMIN ON *.* FROM 'h'@'%'",
                "REVOKE ROLE_ADMIN ON *.* FROM 'h'@'%'"],
            changes.Select(change => change.Sql));
    }

    [Fact]
    public void A_server_wide_role_that_has_everything_keeps_what_it_should_have()
    {
        var reading = new ServerReading(ServerRelease.Parse("10.11.19-MariaDB"), "admin@%", ["orders"], []);

        var changes = RolePrivileges.Difference(reading, RoleKind.ReadWrite, serverWide: true, ManagedKind.Role)
            .Compare(Account,
                ShowGrants.Parse(["GRANT ALL PRIVILEGES ON *.* TO `h`@`%` IDENTIFIED BY PASSWORD '*00' WITH GRANT OPTION"], Account));

        Assert.Equal(
            ["REVOKE ALL PRIVILEGES ON *.* FROM 'h'@'%'", "REVOKE GRANT OPTION ON *.* FROM 'h'@'%'",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO 'h'@'%'"],
            changes.Select(change => change.Sql));
    }

    [Fact]
    public void A_schema_whose_name_is_too_long_once_escaped_is_reported_and_not_granted_on()
    {
        var schema = string.Concat(Enumerable.Repeat("a_", 32));
        var reading = new ServerReading(ServerRelease.Parse("8.0.46"), "admin@%", [schema, "orders"], []);

        var differ = RolePrivileges.Difference(reading, RoleKind.ReadOnly, serverWide: false, ManagedKind.Role);
        Assert.Equal(["GRANT SELECT ON `orders`.* TO 'h'@'%'"], differ.Compare(Account, []).Select(change => change.Sql));
        Assert.Equal([(schema, "Unfixable")], differ.Lasting().Select(finding => (finding.Database, finding.Reason)));

        var literal =
            RolePrivileges.Difference(reading with { PartialRevokes = true }, RoleKind.ReadOnly, serverWide: false, ManagedKind.Role);
        Assert.Empty(literal.Lasting());
        Assert.Equal(2, literal.Compare(Account, []).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GRANT")]
    [InlineData("GRANT SELECT ON")]
    [InlineData("GRANT SELECT ON `x TO `h`@`%`")]
    [InlineData("GRANT SELECT (`a ON `x`.* TO `h`@`%`")]
    [InlineData("REVOKE TO FROM ON")]
    [InlineData("GRANT TO `h`@`%`")]
    [InlineData("GRANT ON TO `h`@`%`")]
    [InlineData("GRANT SELECT ON TO `h`@`%`")]
    public void A_line_that_is_none_breaks_nothing(string line) => Assert.NotNull(ShowGrants.Parse([line], Account));

    private static string[] Lines(string server) =>
        server.StartsWith("5.7", StringComparison.Ordinal) ? MySql57
        : server.StartsWith("10.6", StringComparison.Ordinal) ? MariaDb106
        : server.Contains("MariaDB", StringComparison.Ordinal) ? MariaDb : MySql8And9;
}
