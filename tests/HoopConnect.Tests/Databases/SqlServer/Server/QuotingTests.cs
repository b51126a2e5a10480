using HoopConnect.Databases.SqlServer;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Databases.SqlServer.Server;

public class QuotingTests
{
    [Theory]
    [InlineData("shop", "[shop]")]
    [InlineData("we\"ird]; DROP DATABASE x", "[we\"ird]]; DROP DATABASE x]")]
    [InlineData("]]", "[]]]]]")]
    [InlineData("it's \\ 😀", "[it's \\ 😀]")]
    public void A_name_is_in_brackets_with_closing_brackets_doubled(string name, string expected) =>
        Assert.Equal(expected, Identifier.Quote(name));

    [Fact]
    public void A_name_that_SQL_Server_cannot_hold_is_refused()
    {
        Assert.Equal(130, Identifier.Quote(new string('x', 128)).Length);
        foreach (var name in new[] { "", "a\0b", new string('x', 129) })
            Assert.Equal("Database.InvalidName", Assert.Throws<HoopException>(() => Identifier.Quote(name)).ErrorId);
    }

    [Theory]
    [InlineData("it's", "N'it''s'")]
    [InlineData("'; DROP TABLE x --", "N'''; DROP TABLE x --'")]
    [InlineData("a\\b", "N'a\\b'")]
    public void A_value_is_in_quotes_with_quotes_doubled(string value, string expected) => Assert.Equal(expected, Literal.Quote(value));

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\\\nb")]
    [InlineData("a\\\r\nb")]
    public void A_value_that_a_literal_would_change_is_refused(string value) =>
        Assert.Equal("Database.InvalidValue", Assert.Throws<HoopException>(() => Literal.Quote(value)).ErrorId);
}
