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

    [Fact]
    public void One_database_has_the_prefix_itself()
    {
        var database = Database("orders", "111111111111");
        Assert.Equal("prod", ConnectionName.Stems(ConnectionPrefix.Parse("prod"), [database])[database.Arn]);
    }

    [Fact]
    public void Several_databases_have_the_prefix_and_their_identifier_and_those_of_the_same_name_their_account_and_region()
    {
        RdsDatabase[] databases =
        [
            Database("orders", "111111111111"),
            Database("stock", "111111111111"),
            Database("stock", "222222222222"),
            Database("users", "111111111111", "eu-west-1"),
            Database("users", "111111111111", "us-east-1"),
        ];
        var stems = ConnectionName.Stems(ConnectionPrefix.Parse("prod-"), databases);
        Assert.Equal(
            [
                "prod-orders", "prod-stock-111111111111", "prod-stock-222222222222", "prod-users-111111111111-eu-west-1",
                "prod-users-111111111111-us-east-1",
            ],
            databases.Select(database => stems[database.Arn]));
    }

    [Fact]
    public void Without_a_prefix_a_name_is_that_of_database_and_account_however_many_there_are()
    {
        RdsDatabase[] databases =
        [
            Database("orders", "111111111111"),
            Database("stock", "222222222222", "us-east-1"),
            Database("stock", "222222222222"),
        ];
        var stems = ConnectionName.Stems(null, databases);
        Assert.Equal(
            ["orders-111111111111", "stock-222222222222-us-east-1", "stock-222222222222-eu-west-1"],
            databases.Select(database => stems[database.Arn]));
        Assert.Equal("orders-111111111111", ConnectionName.Stems(null, [databases[0]])[databases[0].Arn]);
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
