using HoopConnect.Databases.MySql.Server;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Databases.MySql.Server;

/// <summary>Names, values, accounts and versions as text.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("orders", "`orders`")]
    [InlineData("x`; DROP SCHEMA y; --", "`x``; DROP SCHEMA y; --`")]
    [InlineData("a\\_b%", "`a\\_b%`")]
    public void A_name_is_quoted_whole(string name, string quoted) => Assert.Equal(quoted, Identifier.Quote(name));

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("🐘")]
    [InlineData("ends with a space ")]
    [InlineData("sixty-five characters, which is one more than any server can take")]
    public void A_name_that_the_server_cannot_have_is_refused(string name) =>
        Assert.Equal("Database.InvalidName", Assert.Throws<HoopException>(() => Identifier.Quote(name)).ErrorId);

    [Theory]
    [InlineData("a_b", false, "a\\_b")]
    [InlineData("100%", false, "100\\%")]
    [InlineData("back\\slash", false, "back\\\\slash")]
    [InlineData("a_b", true, "a_b")]
    [InlineData("back\\slash", true, "back\\slash")]
    public void A_schema_in_a_grant_is_a_pattern_unless_partial_revokes_is_on(string schema, bool partialRevokes, string pattern) =>
        Assert.Equal(pattern, Identifier.Pattern(schema, partialRevokes));

    [Theory]
    [InlineData("it's", false, "'it''s'")]
    [InlineData("a\\'; DROP", false, "'a\\\\''; DROP'")]
    [InlineData("a\\'; DROP", true, "'a\\''; DROP'")]
    public void A_value_is_quoted_for_the_mode_of_the_session(string value, bool noBackslashEscapes, string quoted) =>
        Assert.Equal(quoted, Literal.Quote(value, noBackslashEscapes));

    [Fact]
    public void Values_take_the_place_of_placeholders_outside_quotes_only()
    {
        Assert.Equal("SELECT 'it''s $2', '$1', `$1`, \"$1\", NULL, 0x00FF, 7, '$1\\''$1'",
            Literal.Bind(
                "SELECT $1, '$1', `$1`, \"$1\", $2, $3, $4, '$1\\''$1'", ["it's $2", null, new byte[] { 0, 255 }, 7],
                noBackslashEscapes: true));
        Assert.Throws<ArgumentException>(() => Literal.Bind("SELECT $2", [1], noBackslashEscapes: true));
        Assert.Equal(
            "Database.InvalidStatement",
            Assert.Throws<HoopException>(() => Literal.Bind("SELECT 'open, $1", [1], noBackslashEscapes: true)).ErrorId);
    }

    [Theory]
    [InlineData("hoop_ro", "%", "'hoop_ro'@'%'")]
    [InlineData("hoop_ro", "10.0.0.0/255.255.0.0", "'hoop_ro'@'10.0.0.0/255.255.0.0'")]
    [InlineData("o'neill", "App-1.Example.COM", "'o''neill'@'app-1.example.com'")]
    public void An_account_is_quoted_in_both_parts(string user, string host, string expected) =>
        Assert.Equal(expected, Account.Create(user, host, mariaDb: false).Sql);

    [Theory]
    [InlineData("hoop_ro", "", "Database.InvalidHostPattern")]
    [InlineData("hoop_ro", "10.%' OR '1", "Database.InvalidHostPattern")]
    [InlineData("hoop_ro", "a b", "Database.InvalidHostPattern")]
    [InlineData("", "%", "Database.InvalidName")]
    [InlineData("thirty-three_characters_and_no_more", "%", "Database.InvalidName")]
    [InlineData("back\\slash", "%", "Database.InvalidName")]
    public void An_account_that_cannot_be_is_refused(string user, string host, string errorId) =>
        Assert.Equal(errorId, Assert.Throws<HoopException>(() => Account.Create(user, host, mariaDb: false)).ErrorId);

    [Theory]
    [InlineData("5.7.42-0ubuntu0.18.04.1-log", false, "5.7.42", false, false, "mysql_native_password")]
    [InlineData("8.0.11", false, "8.0.11", false, false, "caching_sha2_password")]
    [InlineData("8.0.46-0ubuntu0.24.04.5", false, "8.0.46", true, true, "caching_sha2_password")]
    [InlineData("8.4.13-0ubuntu0.26.04.2", false, "8.4.13", true, true, "caching_sha2_password")]
    [InlineData("9.7.4-2", false, "9.7.4", true, true, "caching_sha2_password")]
    [InlineData("10.11.19-MariaDB-0+deb12u1-log", true, "10.11.19", false, false, "mysql_native_password")]
    [InlineData("5.5.5-10.6.23-MariaDB-0ubuntu0.22.04.1", true, "10.6.23", false, false, "mysql_native_password")]
    [InlineData("11.8.9-MariaDB-4 from Debian", true, "11.8.9", false, false, "mysql_native_password")]
    public void A_version_says_what_the_server_can(
        string text, bool mariaDb, string number, bool attributes, bool partialRevokes, string plugin)
    {
        var version = ServerRelease.Parse(text);

        Assert.Equal((mariaDb, Version.Parse(number), attributes, partialRevokes, plugin),
            (version.IsMariaDb, version.Number, version.HasUserAttributes, version.HasPartialRevokes, version.DefaultPlugin));
        Assert.False(version.IsTooOld);
    }

    [Theory]
    [InlineData("5.6.51-log")]
    [InlineData("10.3.39-MariaDB")]
    [InlineData("")]
    [InlineData("not a version")]
    public void An_older_server_is_not_served(string text) => Assert.True(ServerRelease.Parse(text).IsTooOld);

    [Fact]
    public void A_pattern_leads_back_to_the_name_it_was_made_of()
    {
        foreach (var name in HostileNames.Make(2_000))
        {
            Assert.Equal(name, Identifier.OfPattern(Identifier.Pattern(name, takenLiterally: false), takenLiterally: false));
            Assert.Equal(name, Identifier.OfPattern(Identifier.Pattern(name, takenLiterally: true), takenLiterally: true));
        }
    }
}
