using FsCheck;
using FsCheck.Fluent;
using System.Text;
using HoopConnect.SessionUsers.Hcl;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.Tests.SessionUsers.Policies;

public class PolicyFileReaderTests
{
    [Fact]
    public void The_policy_of_the_documentation_is_read_with_all_it_says()
    {
        var policy = Assert.Single(Read("\n" + PolicyText.OfDesign).Policies);
        Assert.Equal("pg-homolog", policy.Name);
        Assert.Equal("postgres", policy.Engine);
        Assert.Equal("pg-homolog-credentials", policy.PluginConfigEntry);
        Assert.Equal(TimeSpan.FromHours(12), policy.Expiration);
        Assert.Equal(["dellstore", "dellstore.store", "testdb"], policy.Instances);
        Assert.Equal(["SELECT", "UPDATE"], policy.GrantPrivileges);
        Assert.Equal("_hoop_session_user_bb0465c4", policy.UserName);
        Assert.Equal(("test.hcl", 2), (policy.File, policy.Line));
    }

    [Fact]
    public void Without_an_expiration_a_user_lives_twelve_hours() =>
        Assert.Equal(TimeSpan.FromHours(12), Assert.Single(Read(PolicyText.With()).Policies).Expiration);

    [Theory]
    [InlineData("", "")]
    [InlineData("# nothing but a comment", "")]
    [InlineData(
        "policy \"a\" {\n  engine = \"mysql\"\n  plugin_config_entry = \"e\"\n  instances = [\n    \"a.b\",\n  ]\n  grant_privileges " +
            "= [\"CREATE\", \"TEMPORARY\"]\n}",
        "a")]
    [InlineData(
        "policy b {\r\n  engine = \"mariadb\"\r\n  plugin_config_entry = \"e\"\r\n  instances = [\"x\"]\r\n  grant_privileges = " +
            "[\"SELECT\"]\r\n}\r\n",
        "b")]
    public void Every_way_of_writing_that_HCL_has_is_taken(string text, string names)
    {
        var reading = Read(text);
        Assert.Empty(reading.Errors);
        Assert.Equal(names, string.Join(",", reading.Policies.Select(policy => policy.Name)));
    }

    [Theory]
    [InlineData("engine =", "MissingAttribute", 1, 1, "engine")]
    [InlineData("plugin_config_entry =", "MissingAttribute", 1, 1, "plugin_config_entry")]
    [InlineData("instances =", "MissingAttribute", 1, 1, "instances")]
    [InlineData("grant_privileges =", "MissingAttribute", 1, 1, "grant_privileges")]
    [InlineData("user = \"x\"", "UnknownAttribute", 6, 3, "user")]
    [InlineData("Engine = \"postgres\"", "UnknownAttribute", 6, 3, "Engine")]
    [InlineData("engine = \"postgres\"\n  engine = \"mysql\"", "RepeatedAttribute", 6, 3, "line 5")]
    [InlineData("inner {}", "UnknownBlock", 6, 3, "inner")]
    [InlineData("engine = 5", "WrongType", 5, 12, "a number")]
    [InlineData("instances = \"db\"", "WrongType", 5, 15, "a list of strings")]
    [InlineData("instances = [\"db\", true]", "WrongType", 5, 22, "true")]
    [InlineData("instances = []", "EmptyList", 5, 15, "instances")]
    [InlineData("grant_privileges = []", "EmptyList", 5, 22, "grant_privileges")]
    [InlineData("engine = \"oracle\"", "UnknownEngine", 5, 12, "postgres, mysql, mariadb")]
    [InlineData("engine = \"Postgres\"", "UnknownEngine", 5, 12, "Postgres")]
    [InlineData("expiration = \"25h\"", "InvalidExpiration", 6, 16, "25h")]
    [InlineData("expiration = \"0\"", "InvalidExpiration", 6, 16, "'0'")]
    [InlineData("expiration = \"12 hours\"", "InvalidDuration", 6, 16, "12 hours")]
    [InlineData("expiration = 12", "WrongType", 6, 16, "a number")]
    [InlineData("instances = [\"db\", \".x\"]", "InvalidInstance", 5, 22, ".x")]
    [InlineData("instances = [\"db\", \"\\u0000\"]", "InvalidInstance", 5, 22, "U+0000")]
    [InlineData("instances = [\"db\", \"x\", \"db\"]", "RepeatedInstance", 5, 27, "db")]
    [InlineData("instances = [\"db\", \"db.public\"]", "RepeatedInstance", 5, 22, "'db' and 'db.public'")]
    [InlineData("grant_privileges = [\"SELECT\", \"select\"]", "UnknownPrivilege", 5, 33, "select")]
    [InlineData("grant_privileges = [\"SELECT\", \"SELECT\"]", "RepeatedPrivilege", 5, 33, "SELECT")]
    [InlineData("plugin_config_entry = \"\"", "InvalidEntry", 5, 25, "vault")]
    public void A_rule_that_is_broken_is_an_error_with_its_place(string line, string reason, int atLine, int atColumn, string names)
    {
        var reading = Read(PolicyText.With(line));
        Assert.Empty(reading.Policies);
        var error = Assert.IsType<HclException>(Assert.Single(reading.Errors));
        Assert.Equal(("Policy." + reason, new HclPosition(atLine, atColumn)), (error.ErrorId, error.Position));
        Assert.Contains(names, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policy {}", "InvalidName", 1, 1)]
    [InlineData("policy \"a\" \"b\" {}", "InvalidName", 1, 12)]
    [InlineData("policy \"\" {}", "InvalidName", 1, 8)]
    [InlineData("policy \"a\\nb\" {}", "InvalidName", 1, 8)]
    [InlineData("user \"a\" {}", "UnknownBlock", 1, 1)]
    [InlineData("Policy \"a\" {}", "UnknownBlock", 1, 1)]
    [InlineData("version = 1", "UnknownAttribute", 1, 1)]
    public void What_is_no_policy_is_named(string text, string reason, int line, int column) => Assert.Contains(
            Read(text).Errors,
            error => error is HclException at && at.ErrorId == "Policy." + reason && at.Position == new HclPosition(line, column));

    [Fact]
    public void A_DSN_in_the_place_of_its_name_is_refused_and_not_shown()
    {
        var error = Assert.Single(Read(PolicyText.With("plugin_config_entry = \"postgres://granter:hunter2@host/db\"")).Errors);
        Assert.Equal("Policy.InvalidEntry", error.ErrorId);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_in_a_file_is_said_at_once_and_the_file_gives_no_policy()
    {
        var reading = Read(PolicyText.OfDesign + "\n" + PolicyText.With("engine = \"x\"", "instances = [\".\"]", "nonsense = 1"));
        Assert.Empty(reading.Policies);
        Assert.Equal(
            ["Policy.UnknownEngine", "Policy.InvalidInstance", "Policy.UnknownAttribute"], reading.Errors.Select(error => error.ErrorId));
    }

    [Fact]
    public void The_errors_of_one_file_are_counted() =>
        Assert.Equal(50, Read(string.Concat(Enumerable.Repeat("x {}\n", 100_000))).Errors.Count);

    [Fact]
    public void Any_policy_that_can_be_written_is_read_as_it_was_meant() =>
        Prop.ForAll(Policies.ToArbitrary(), written =>
        {
            var reading = Read(PolicyText.Of(written));
            Assert.Empty(reading.Errors);
            var read = Assert.Single(reading.Policies);
            Assert.Equal(
                (written.Name, written.Engine, written.PluginConfigEntry, written.Expiration),
                (read.Name, read.Engine, read.PluginConfigEntry, read.Expiration));
            Assert.Equal(written.Instances, read.Instances);
            Assert.Equal(written.Scopes, read.Scopes);
            Assert.Equal(written.Privileges, read.Privileges);
            Assert.Equal(written.UserName, read.UserName);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(12));

    // As it is read: every reader of HCL puts accents into one form.
    private static readonly Gen<string> Names =
        from pieces in Gen.Elements(
            "a", "Z", "0", ".", "-", " ", "\"", "'", "`", "\\", "${", "%{", "$", ";", "--", "/*", "#", "é", "\u0301", "😀", "{", "}", "[",
            ",", "\u202E").NonEmptyListOf()
        select ("n" + string.Concat(pieces)).Normalize();

    private static readonly Gen<SessionPolicy> Policies =
        from name in Names
        from engine in Gen.Elements("postgres", "mysql", "mariadb")
        from entry in Names
        from seconds in Gen.Choose(1, 86_400)
        from instances in Names.NonEmptyListOf()
        from privileges in Gen.SubListOf("SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "TRIGGER", "CREATE", "TEMPORARY")
            .Where(some => some.Count > 0)
        select new SessionPolicy
        {
            Name = name,
            Engine = engine,
            PluginConfigEntry = entry,
            Expiration = TimeSpan.FromSeconds(seconds),
            Instances =
            [
                .. instances.Select((instance, index) => $"{index}{instance}x").DistinctBy(instance => instance.ToUpperInvariant()),
            ],
            GrantPrivileges = [.. privileges],
        };

    private static PolicyReading Read(string text) => PolicyFileReader.Read("test.hcl", Encoding.UTF8.GetBytes(text));
}
