using System.Text.Json.Nodes;
using HoopConnect.Databases;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.MySql.Users;

/// <summary>Marks as each version keeps them, as text: of MySQL there is no server here.</summary>
public sealed class MarkTests
{
    private static readonly Account Account = new("u", "%");
    private static readonly ConnectionSettings Settings = new("db", 3306, new DatabaseLogin("admin", Secret.From("x")));
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly ManagedMark Mark =
        new(ManagedKind.Session) { Policy = "it's \\ \"mine\"", Created = Now, PasswordSet = Now, Expires = Now.AddHours(12) };

    [Fact]
    public void A_mark_in_the_attributes_is_read_as_it_was_written_and_other_tools_attributes_stay()
    {
        const string theirs =
            """
            {"team": "payments", "managed_by": "HoopConnect", "expires": "never", "owner": "ana",
             "hoop_connect": {"kind": "role", "owner": "o"}}
            """;
        var merged = Merge(theirs, MarkAttribute.Clause(Mark, Present(theirs)));

        Assert.Equal("payments", (string?)merged["team"]);
        Assert.Equal(("never", "ana"), ((string?)merged["expires"], (string?)merged["owner"]));
        Assert.Equal(Mark, MarkAttribute.Parse(Present(merged.ToJsonString())));
        Assert.Equal(Mark, MarkAttribute.Parse(Present(Merge("{}", MarkAttribute.Clause(Mark, null)).ToJsonString())));
    }

    [Fact]
    public void A_mark_of_an_earlier_version_is_read_and_gives_way_to_the_present_form()
    {
        const string session = """
            {"managed_by": "HoopConnect", "team": "payments", "expires": "2026-01-02 15:04:05.000000",
             "session_user":
             "managed by HoopConnect: session user {\"policy\": \"p\", "
                + "\"passwordSet\": \"2026-01-02T03:04:05+00:00\", \"caller\": \"ana\"}"}
            """;
        var mark = MarkAttribute.Parse(Present(session))!;
        Assert.Equal(
            (ManagedKind.Session, "p", "ana", Now.AddHours(12), true), (mark.Kind, mark.Policy, mark.Owner, mark.Expires, mark.IsOutdated));

        var merged = Merge(session, MarkAttribute.Clause(Mark, Present(session)));
        Assert.Equal(["hoop_connect", "managed_by", "team"], merged.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(Mark, MarkAttribute.Parse(Present(merged.ToJsonString())));
    }

    [Theory]
    [InlineData("hoop_ro", "caching_sha2_password", ManagedKind.Role)]
    [InlineData("hoop_ro", "AWSAuthenticationPlugin", ManagedKind.Iam)]
    [InlineData("report", "AWSAuthenticationPlugin", ManagedKind.Iam)]
    public void The_kind_that_earlier_marks_did_not_name_is_told_by_what_the_user_is(string name, string plugin, ManagedKind kind) =>
        Assert.Equal(
            new ManagedMark(kind) { IsOutdated = true },
            MarkAttribute.Parse(
            new AccountReading(new Account(name, "%"), plugin, false) { Attribute = """{"managed_by": "HoopConnect"}""" }));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"managed_by": "terraform", "hoop_connect": {"kind": "role"}}""")]
    [InlineData("""{"managed_by": "HoopConnect", "hoop_connect": {"kind": "god"}}""")]
    [InlineData("""{"managed_by": "HoopConnect", "hoop_connect": []}""")]
    [InlineData("""{"managed_by": "HoopConnect", "session_user": "nonsense"}""")]
    public void What_is_no_mark_is_none(string attribute) => Assert.Null(MarkAttribute.Parse(Present(attribute)));

    [Theory]
    [InlineData("8.0.20", "GRANT `hoop_connect_session`@`%` TO `u`@`%`", ManagedKind.Session)]
    [InlineData("10.11.19-MariaDB", "GRANT `hoop_connect_session` TO `u`@`%`", ManagedKind.Session)]
    [InlineData("10.11.19-MariaDB", "GRANT `hoop_connect_session` TO `u`@`%` WITH ADMIN OPTION", null)]
    [InlineData("10.11.19-MariaDB", "GRANT `hoop_connect_sessions` TO `u`@`%`", null)]
    [InlineData("10.11.19-MariaDB", "GRANT SELECT ON `hoop_connect_session`.* TO `u`@`%`", null)]
    [InlineData("10.11.19-MariaDB", "GRANT `hoop_connect_iam` TO `u`@`%`", ManagedKind.Iam)]
    [InlineData("5.7.44", "GRANT USAGE ON *.* TO 'u'@'%'", null)]
    public void A_row_of_the_ledger_is_a_claim_and_membership_in_the_role_proves_it(string version, string grant, ManagedKind? proven)
    {
        var present = Present("") with { Written = Mark, Grants = ShowGrants.Parse([grant], Account) };

        var marks = MarkReading.Of(present, ServerRelease.Parse(version));

        Assert.Equal(proven, marks.Mark?.Kind);
        Assert.Equal(Mark, marks.Claim);
        // Of another kind than the row: what is proved counts, and nothing of what was written.
        if (proven is { } kind)
            Assert.Equal(kind == ManagedKind.Session ? Mark : new ManagedMark(kind) { IsOutdated = true }, marks.Mark);
    }

    [Theory]
    [InlineData("8.0.20", "CREATE USER 'u'@'%' IDENTIFIED WITH x AS 'h' PASSWORD EXPIRE; GRANT `hoop_connect_session`@`%` TO 'u'@'%'")]
    [InlineData("5.7.44", "CREATE USER 'u'@'%' IDENTIFIED WITH x AS 'h' PASSWORD EXPIRE")]
    [InlineData("10.6.23-MariaDB",
        "GRANT `hoop_connect_session` TO 'u'@'%' IDENTIFIED VIA x USING 'h'; ALTER USER 'u'@'%' PASSWORD EXPIRE")]
    [InlineData("11.8.9-MariaDB", "GRANT `hoop_connect_session` TO 'u'@'%' IDENTIFIED VIA x USING 'h'; ALTER USER 'u'@'%' PASSWORD EXPIRE")]
    public void Where_there_is_a_ledger_a_user_is_written_down_made_and_marked_in_that_order(string version, string made)
    {
        var marked = new MarkedAccount(Server(version), Account, ManagedKind.Session);

        var statements = marked.Create(
            Mark, PasswordHash.Clause(ServerRelease.Parse(version), "x", "'h'"), new UserStatement("limit password", "PASSWORD EXPIRE"));

        Assert.Equal($"{Ledger.Write(Account, Mark)}; {made}", string.Join("; ", statements.Select(statement => statement.Sql)));
    }

    [Theory]
    [InlineData("8.0.20", true)]
    [InlineData("10.6.23-MariaDB", true)]
    [InlineData("5.7.44", false)]
    public void One_that_is_there_is_altered_written_down_and_marked_in_that_order(string version, bool proves)
    {
        var marked = new MarkedAccount(Server(version, Present("")), Account, ManagedKind.Session);

        var statements = marked.Alter(Mark, new UserStatement("set password", "IDENTIFIED x")).Select(statement => statement.Sql).ToList();

        Assert.Equal(["ALTER USER 'u'@'%' IDENTIFIED x", Ledger.Write(Account, Mark)], statements.Take(2));
        Assert.Equal(proves ? [MarkRole.Give(ManagedKind.Session, ServerRelease.Parse(version), Account)] : [], statements.Skip(2));
    }

    [Theory]
    [InlineData("GRANT CREATE, SELECT, INSERT, UPDATE, DELETE, CREATE USER ON *.* TO 'admin'@'%'", null)]
    [InlineData("GRANT ALL PRIVILEGES ON *.* TO 'admin'@'%'", null)]
    [InlineData("GRANT CREATE USER ON *.* TO 'admin'@'%'; GRANT ALL PRIVILEGES ON `hoop\\_connect`.* TO 'admin'@'%'", null)]
    [InlineData("GRANT CREATE USER ON *.* TO 'admin'@'%'; GRANT ALL PRIVILEGES ON `hoop%`.* TO 'admin'@'%'", null)]
    [InlineData("GRANT CREATE USER ON *.* TO 'admin'@'%'; GRANT ALL PRIVILEGES ON `shop`.* TO 'admin'@'%'",
        "CREATE, SELECT, INSERT, UPDATE, DELETE")]
    [InlineData("GRANT CREATE USER, SELECT, CREATE ON *.* TO 'admin'@'%'; GRANT INSERT, DELETE ON `hoop\\_connect`.* TO 'admin'@'%'",
        "UPDATE")]
    // That it may make no users is told first, by the statement that makes one.
    [InlineData("GRANT SELECT ON *.* TO 'admin'@'%'", null)]
    public void A_master_that_cannot_keep_the_ledger_is_told_what_it_lacks(string grants, string? lacking)
    {
        var server = Server("10.11.19-MariaDB") with { MasterGrants = ShowGrants.ParseAll(grants.Split("; ")) };
        var marked = new MarkedAccount(server, Account, ManagedKind.Session);
        var statements = marked.Create(Mark, "IDENTIFIED x");

        if (lacking is null)
        {
            marked.Check(Settings, statements);
            return;
        }

        var refused = Assert.Throws<HoopException>(() => marked.Check(Settings, statements));
        Assert.Equal("Ledger.CannotCreate", refused.ErrorId);
        Assert.Contains($"it lacks {lacking} on the schema", refused.Message, StringComparison.Ordinal);
        // What marks nobody needs no ledger.
        marked.Check(Settings, marked.Alter(null, new UserStatement("unlock", "ACCOUNT UNLOCK")));
    }

    private static AccountReading Present(string attribute) =>
        new(Account, "caching_sha2_password", IsLocked: false) { Attribute = attribute };

    private static ServerReading Server(string version, params AccountReading[] accounts) =>
        new(ServerRelease.Parse(version), "admin@%", [], accounts) { Now = Now };

    /// <summary>As the server merges them (RFC 7396).</summary>
    private static JsonObject Merge(string present, string clause)
    {
        const string before = " ATTRIBUTE '";
        Assert.StartsWith(before, clause, StringComparison.Ordinal);
        var patch = clause[before.Length..^1].Replace("''", "'", StringComparison.Ordinal);
        var target = JsonNode.Parse(present)!.AsObject();
        Patch(target, JsonNode.Parse(patch)!.AsObject());
        return target;

        static void Patch(JsonObject into, JsonObject patch)
        {
            foreach (var (name, value) in patch)
            {
                if (value is null)
                    into.Remove(name);
                else if (value is JsonObject members)
                    Patch(ObjectAt(into, name), members);
                else
                    into[name] = value.DeepClone();
            }
        }

        static JsonObject ObjectAt(JsonObject into, string name)
        {
            if (into[name] is not JsonObject)
                into[name] = new JsonObject();
            return into[name]!.AsObject();
        }
    }
}
