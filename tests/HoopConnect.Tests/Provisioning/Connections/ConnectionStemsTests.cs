using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases.Roles;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Connections;

namespace HoopConnect.Tests.Provisioning.Connections;

public class ConnectionStemsTests
{
    private readonly ConnectionStore _store = new(new InMemoryVault("Team"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("prod-{identifier}")]
    [InlineData("{identifier}-{account}")]
    public async Task A_name_is_the_same_however_many_databases_there_are(string prefix)
    {
        var orders = Database("orders");
        var alone = await StemsAsync(prefix, orders);
        var first = await StemsAsync(prefix, orders, Database("stock"), Database("billing", "222222222222"));
        Assert.Equal(alone[0], first[0]);
    }

    [Theory]
    [InlineData("prod", "prod-{identifier}-{account}-{region}")]
    [InlineData("{identifier}", "{identifier}-{account}-{region}")]
    [InlineData("{identifier}-{account}", "{identifier}-{account}-{region}")]
    public async Task Two_of_one_name_are_refused_with_the_template_that_tells_them_apart(string prefix, string serving)
    {
        RdsDatabase[] databases =
            [Database("orders"), Database("orders", region: "us-east-1"), Database("orders", "222222222222"), Database("Stock")];
        var error = await Assert.ThrowsAsync<HoopException>(() => StemsAsync(prefix, databases));
        Assert.Equal("Connection.NamesClash", error.ErrorId);
        Assert.Contains("Nothing was changed", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{serving}'", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(4, (await StemsAsync(serving, databases)).Distinct().Count());
    }

    [Fact]
    public async Task The_template_that_is_offered_is_no_longer_than_it_has_to_be()
    {
        var error = await Assert.ThrowsAsync<HoopException>(() => StemsAsync("prod", Database("orders"), Database("stock")));
        Assert.Contains("'prod-{identifier}'", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prod", "prod-orders")]
    [InlineData("prod", "prod-orders-111111111111")]
    [InlineData("prod-", "prod-orders-111111111111-eu-west-1")]
    [InlineData("{identifier}-{account}", "orders-111111111111-eu-west-1")]
    public async Task A_name_that_an_earlier_version_gave_is_used_on(string prefix, string former)
    {
        var orders = Database("orders");
        await StoreAsync($"{former}-rw", orders.Arn);
        Assert.Equal(former, Assert.Single(await StemsAsync(prefix, orders)));
        // And with it there, another database can have what the prefix says.
        Assert.Equal(2, (await StemsAsync(prefix, orders, Database("stock"))).Distinct().Count());
    }

    [Fact]
    public async Task A_name_of_the_prefix_itself_goes_before_an_earlier_versions_and_anothers_is_not_taken()
    {
        var orders = Database("orders");
        await StoreAsync("prod-orders-ro", "arn:aws:rds:eu-west-1:111111111111:db:another");
        Assert.Equal("prod", Assert.Single(await StemsAsync("prod", orders)));
        await StoreAsync("prod-orders-111111111111-ro", orders.Arn);
        await StoreAsync("prod-ro", orders.Arn);
        Assert.Equal("prod", Assert.Single(await StemsAsync("prod", orders)));
    }

    private async Task StoreAsync(string name, string arn) =>
        await _store.SetAsync(SampleConnection.Make(name, arn), Cancellation);

    private async Task<IReadOnlyList<string>> StemsAsync(string prefix, params RdsDatabase[] databases)
    {
        var stems = new ConnectionStems(ConnectionPrefix.Parse(prefix), RoleNames.All, _store);
        var given = new List<string>();
        foreach (var database in databases)
            given.Add(await stems.AddAsync(database, Cancellation));
        stems.Check();
        return given;
    }

    private static RdsDatabase Database(string identifier, string account = "111111111111", string region = "eu-west-1") => new()
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
