using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Display;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

public class QuotingTests(SharedPostgres shared)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> HostileTexts { get; } =
    [
        "we\"ird; DROP TABLE x", "it's", "back\\slash", "trailing\\", "MixedCase", "select", "🐘 emoji", "a\nline", "$1", "E'x'", " ",
    ];

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task A_quoted_name_is_that_name_to_the_server(string name)
    {
        var server = await shared.GetAsync();
        await using var session = await new PostgreSqlEngine().OpenAsync(server.MasterSettings(), Stop);
        // A column alias gives the name back as the server read it.
        var rows =
            await session.QueryAsync($"SELECT attribute FROM json_object_keys(row_to_json((SELECT q FROM (SELECT 1 AS "
                + $"{Identifier.Quote(name)}) q))) AS attribute", [], Stop);
        Assert.Equal(name, rows[0][0]);
    }

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task A_quoted_value_is_that_value_whatever_standard_conforming_strings_is(string value)
    {
        var server = await shared.GetAsync();
        await using var session = await new PostgreSqlEngine().OpenAsync(server.MasterSettings(), Stop);
        foreach (var setting in new[] { "on", "off" })
        {
            await session.ExecuteBatchAsync([$"SET standard_conforming_strings = {setting}"], Stop);
            Assert.Equal(value, (await session.QueryAsync($"SELECT {Literal.Quote(value)}", [], Stop))[0][0]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nul\0")]
    [InlineData("x234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("ééééééééééééééééééééééééééééééééé")]
    public void What_cannot_be_a_name_is_refused(string name)
    {
        var error = Assert.Throws<HoopException>(() => Identifier.Quote(name));
        Assert.Equal("Database.InvalidName", error.ErrorId);
        Assert.Contains($"'{ForeignText.Escape(name)}'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Apart from the others: an attribute's text is UTF-8 and cannot hold half a character.</summary>
    [Fact]
    public void Half_a_character_cannot_be_in_a_name() => What_cannot_be_a_name_is_refused("lone \ud83d surrogate");

    [Fact]
    public void A_name_of_63_bytes_is_taken() => Assert.Equal(65, Identifier.Quote(new string('x', 63)).Length);

    [Fact]
    public void A_value_with_a_NUL_is_refused() =>
        Assert.Equal("Database.InvalidValue", Assert.Throws<HoopException>(() => Literal.Quote("a\0")).ErrorId);
}
