using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.MySql.IamUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.MySql.IamUsers;

/// <summary>
/// The statements for MySQL, where AWS's plugin cannot be had for a server here, so they are held as text; on MariaDB the same code is run
/// (IamDbUsersTests).
/// </summary>
public class IamStatementTests
{
    private const string By = "IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL";

    private static readonly Account Account = new("o'hara", "10.%");
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly string Attribute =
        """ATTRIBUTE '{"managed_by":"HoopConnect","hoop_connect":{"kind":"iam","created":"2026-01-02T03:04:05+00:00"}}'""";

    private static readonly IamUserRequest Request =
        new(new ConnectionSettings("db", 3306, new DatabaseLogin("admin", Secret.From("x"))), "o'hara") { HostPattern = "10.%" };

    [Theory]
    [InlineData("9.7.4")]
    [InlineData("8.4.6")]
    [InlineData("8.0.21")]
    public void A_new_user_is_marked_in_the_statement_that_makes_it_where_users_carry_attributes(string version) => Assert.Equal(
            [$"CREATE USER 'o''hara'@'10.%' {By} {Attribute}", "GRANT SELECT ON `shop`.* TO 'o''hara'@'10.%'"], StatementsOf(version));

    [Theory]
    [InlineData("8.0.20", true)]
    [InlineData("8.0.11", true)]
    [InlineData("5.7.44", false)]
    public void Elsewhere_it_is_written_down_before_it_is_made_and_a_member_of_the_mark_role_where_there_are_roles(
        string version, bool hasRoles)
    {
        var statements = StatementsOf(version);

        string[] expected =
        [
            .. hasRoles ? ["CREATE ROLE IF NOT EXISTS `hoop_connect_iam`@`%`"] : Array.Empty<string>(),
            "CREATE SCHEMA IF NOT EXISTS `hoop_connect`",
            Ledger.Create[1],
            Ledger.Write(Account, new ManagedMark(ManagedKind.Iam) { Created = Now }),
            $"CREATE USER 'o''hara'@'10.%' {By}",
            .. hasRoles ? ["GRANT `hoop_connect_iam`@`%` TO 'o''hara'@'10.%'"] : Array.Empty<string>(),
            "GRANT SELECT ON `shop`.* TO 'o''hara'@'10.%'",
        ];
        Assert.Equal(expected, statements);
        Assert.Contains("'9999-12-31 23:59:59.000000'", expected[^(hasRoles ? 4 : 3)], StringComparison.Ordinal);
    }

    [Fact]
    public void On_MariaDB_the_grant_of_the_mark_role_makes_it()
    {
        Assert.Equal(
            [
                "CREATE ROLE IF NOT EXISTS `hoop_connect_iam`",
                .. Ledger.Create,
                Ledger.Write(Account, new ManagedMark(ManagedKind.Iam) { Created = Now }),
                "GRANT `hoop_connect_iam` TO 'o''hara'@'10.%' IDENTIFIED VIA AWSAuthenticationPlugin USING 'RDS'",
                "ALTER USER 'o''hara'@'10.%' REQUIRE SSL",
                "GRANT SELECT ON `shop`.* TO 'o''hara'@'10.%'",
            ],
            StatementsOf("10.11.19-MariaDB"));
    }

    [Fact]
    public void Ours_that_drifted_is_brought_into_line()
    {
        var drifted = ByToken with
        {
            IsLocked = true,
            Attribute = """{"managed_by": "HoopConnect", "hoop_connect": {"kind": "iam"}}""",
            Grants = [.. ShowGrants.Parse(["GRANT USAGE ON *.* TO `o'hara`@`10.%`", "GRANT SELECT, DELETE ON `shop`.* TO `o'hara`@`10.%`"],
                Account)],
        };
        Assert.Equal(
            ["ALTER USER 'o''hara'@'10.%' REQUIRE SSL", "ALTER USER 'o''hara'@'10.%' ACCOUNT UNLOCK",
                "REVOKE DELETE ON `shop`.* FROM 'o''hara'@'10.%'"],
            Compare(Reading("8.4.6", drifted, requiresTls: false), Request with { Role = RoleKind.ReadOnly }).Steps()
                .Select(step => step.Statement));
    }

    [Fact]
    public void A_mark_of_an_earlier_version_is_no_change_and_is_written_anew_with_the_next()
    {
        var earlier = Reading("8.4.6", ByToken with { Attribute = """{"managed_by": "HoopConnect", "team": "payments"}""" });
        Assert.Empty(Compare(earlier, Request).Steps());

        var steps = Compare(earlier, Request with { Role = RoleKind.ReadOnly }).Steps().Select(step => step.Statement).ToList();
        Assert.StartsWith(
            "ALTER USER 'o''hara'@'10.%' ATTRIBUTE '{\"managed_by\":\"HoopConnect\",\"hoop_connect\":{\"kind\":\"iam\"", steps[0],
            StringComparison.Ordinal);
        Assert.DoesNotContain("team", steps[0], StringComparison.Ordinal);
        Assert.Equal(2, steps.Count);
    }

    [Fact]
    public void An_unmarked_user_is_not_ours_on_MySQL_even_where_it_logs_in_by_token()
    {
        var foreign = Reading("8.4.6", ByToken);
        Assert.Equal("IamUser.NotOurs", Assert.Throws<HoopException>(() => Compare(foreign, Request).Check()).ErrorId);
        Compare(foreign, Request with { Adopt = true }).Check();
        var step = Assert.Single(Compare(foreign, Request with { Adopt = true }).Steps());
        Assert.StartsWith(
            "ALTER USER 'o''hara'@'10.%' ATTRIBUTE '{\"managed_by\":\"HoopConnect\",\"hoop_connect\":{\"kind\":\"iam\"", step.Statement,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("role", "one of the three roles")]
    [InlineData("session", "a session user")]
    [InlineData("tenant", "the user of a tenant")]
    public void A_user_of_another_kind_is_refused_by_its_kind_and_taken_over_only_when_asked(string kind, string words)
    {
        var others =
            Reading("8.4.6",
            ByPassword with
            {
                Attribute = $"{{\"managed_by\": \"HoopConnect\", \"hoop_connect\": {{\"kind\": \"{kind}\", \"policy\": \"p\"}}}}",
            });
        foreach (var request in (IamUserRequest[])[Request, Request with { IsExisting = true }])
        {
            var refused = Assert.Throws<HoopException>(() => Compare(others, request).Check());
            Assert.Equal("IamUser.NotOurs", refused.ErrorId);
            Assert.Contains(words, refused.Message, StringComparison.Ordinal);

            var adopted = Compare(others, request with { Adopt = true });
            adopted.Check();
            Assert.Contains("\"kind\":\"iam\"", Assert.Single(adopted.Steps()).Statement, StringComparison.Ordinal);
            Assert.Contains("\"policy\":null", Assert.Single(adopted.Steps()).Statement, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("hoop_ro")]
    [InlineData("_hoop_session_user_bb0465c4")]
    public void A_name_that_another_kind_gives_is_enough_where_there_is_no_mark(string name)
    {
        var account = new Account(name, "%");
        var reading = Reading("8.4.6", ByPassword with { Account = account });
        var request = new IamUserRequest(Request.Master, name) { IsExisting = true };
        Assert.Equal(
            "IamUser.NotOurs", Assert.Throws<HoopException>(() => new IamUserDifference(reading, request, account).Check()).ErrorId);
    }

    [Fact]
    public void An_existing_user_is_switched_over_without_a_mark_and_with_its_privileges_left_alone()
    {
        var step = Assert.Single(Compare(Reading("8.4.6", ByPassword), Request with { IsExisting = true }).Steps());
        Assert.Equal($"ALTER USER 'o''hara'@'10.%' {By}", step.Statement);
        Assert.Equal("its password stops working", step.Note);
    }

    [Fact]
    public void A_plugin_that_is_not_active_is_told_in_the_servers_words()
    {
        var off = Reading("8.4.6") with { PluginStatus = "DISABLED" };
        Assert.Contains(
            "'AWSAuthenticationPlugin' is DISABLED", Assert.Throws<HoopException>(() => Compare(off, Request).Check()).Message,
            StringComparison.Ordinal);
    }

    private static AccountReading ByToken => new(Account, "AWSAuthenticationPlugin", IsLocked: false);

    private static AccountReading ByPassword => new(Account, "caching_sha2_password", IsLocked: false);

    private static IEnumerable<string> StatementsOf(string version) =>
        Compare(Reading(version), Request with { Role = RoleKind.ReadOnly }).Steps().Select(step => step.Statement);

    private static IamUserDifference Compare(IamServerReading reading, IamUserRequest request) => new(reading, request, Account);

    private static IamServerReading Reading(string version, AccountReading? present = null, bool requiresTls = true) =>
        new(new ServerReading(ServerRelease.Parse(version), "admin@%", ["shop"], present is null ? [] : [present]) { Now = Now }, "ACTIVE",
            requiresTls, "RDS");
}
