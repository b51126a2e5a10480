using HoopConnect.Databases.Roles;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Connections;

namespace HoopConnect.Tests.Provisioning.Connections;

public class ConnectionPrefixTests
{
    [Theory]
    [InlineData("prod", "prod-ro", "prod-ddl")]
    [InlineData("prod-", "prod-ro", "prod-ddl")]
    [InlineData("9-To-5", "9-To-5-ro", "9-To-5-ddl")]
    public void A_prefix_gets_one_dash_before_the_role(string prefix, string readOnly, string ddl)
    {
        var stem = ConnectionPrefix.Parse(prefix).Text;
        Assert.Equal(readOnly, ConnectionName.Of(stem, RoleKind.ReadOnly));
        Assert.Equal(ddl, ConnectionName.Of(stem, RoleKind.Ddl));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two words")]
    [InlineData("under_score")]
    [InlineData("-dash")]
    [InlineData("prod ")]
    [InlineData("umläut")]
    [InlineData("a/b")]
    [InlineData("star*")]
    [InlineData("{engine}")]
    [InlineData("{tag:}")]
    [InlineData("{}")]
    [InlineData("prod-{identifier")]
    [InlineData("prod}")]
    [InlineData("fifty-one-characters-are-one-more-than-a-prefix-has")]
    public void What_is_no_prefix_is_refused_with_the_value_in_the_message(string text)
    {
        var error = Assert.Throws<HoopException>(() => ConnectionPrefix.Parse(text));
        Assert.Equal("Connection.InvalidPrefix", error.ErrorId);
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fifty_characters_are_a_prefix() =>
        Assert.Equal(50, ConnectionPrefix.Parse(new string('a', 50)).Text.Length);

    [Theory]
    [InlineData("prod", "prod")]
    [InlineData("prod-{identifier}", "prod-orders")]
    [InlineData("{IDENTIFIER}-{Account}-{region}", "orders-111111111111-eu-west-1")]
    [InlineData("{database}", "order-book")]
    [InlineData("{tag:env}-{tag:Team name}", "prod-A-B")]
    public void What_is_in_braces_is_the_databases_and_what_a_name_cannot_hold_becomes_a_hyphen(string prefix, string stem)
    {
        var database = Database("orders", "111111111111") with
        {
            DatabaseName = "order_book",
            Tags = new Dictionary<string, string> { ["env"] = "prod", ["Team name"] = "A/B." },
        };
        Assert.Equal(stem, ConnectionPrefix.Parse(prefix).Of(database));
    }

    [Fact]
    public void Where_none_is_given_a_name_starts_with_identifier_and_account() =>
        Assert.Equal("orders-111111111111", ConnectionPrefix.Default.Of(Database("orders", "111111111111")));

    [Theory]
    [InlineData("{database}", "database that RDS names")]
    [InlineData("x-{tag:env}", "tag 'env'")]
    public void What_the_database_does_not_have_is_said(string prefix, string what)
    {
        var error = Assert.Throws<HoopException>(() => ConnectionPrefix.Parse(prefix).Of(Database("orders", "111111111111")));
        Assert.Equal("Connection.ValueMissing", error.ErrorId);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("orders", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_names_there_can_be_fit_into_a_vault()
    {
        var identifier = new string('d', 63);
        var name = ConnectionName.Of($"{identifier}-222222222222-ap-southeast-1", RoleKind.Ddl);
        Assert.True((ConnectionStore.EntryPrefix + name).Length <= 127);

        var error = Assert.Throws<HoopException>(() => ConnectionName.Of($"{new string('p', 50)}-{identifier}", RoleKind.Ddl));
        Assert.Equal("Connection.InvalidName", error.ErrorId);
    }

    private static RdsDatabase Database(string identifier, string account, string region = "eu-west-1") => new()
    {
        AccountId = account,
        Region = region,
        Identifier = identifier,
        Arn = $"arn:aws:rds:{region}:{account}:db:{identifier}",
        ResourceId = "db-A",
        Engine = "postgres",
        Status = "available",
    };
}
