using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases;

public class DatabaseChoiceTests
{
    private static readonly string[] Databases = ["app", "App", "shop_1", "shop_2", "Ledger", "odd*name", "postgres"];

    [Theory]
    [InlineData("", "", "app App shop_1 shop_2 Ledger odd*name postgres")]
    [InlineData("app", "", "app")]
    [InlineData("LEDGER", "", "Ledger")]
    [InlineData("shop_*", "", "shop_1 shop_2")]
    [InlineData("shop_?,Ledger", "shop_1", "shop_2 Ledger")]
    [InlineData("", "SHOP*,app", "App Ledger odd*name postgres")]
    [InlineData("*", "postgres", "app App shop_1 shop_2 Ledger odd*name")]
    [InlineData("odd*name", "", "odd*name")]
    public void Names_and_wildcards_choose_and_leave_out(string names, string excluded, string chosen)
    {
        var choice = Parse(names, excluded);
        Check(choice);
        Assert.Equal(chosen.Split(' '), choice.Among(Databases));
    }

    [Theory]
    [InlineData("nowhere", "", "Database.NotFound", "'nowhere'")]
    [InlineData("shop_*,nowhere", "", "Database.NotFound", "'nowhere'")]
    [InlineData("", "prod", "Database.NotFound", "'prod'")]
    // Two are spelled so but for case: which one is meant nobody knows.
    [InlineData("APP", "", "Database.NotFound", "'APP'")]
    [InlineData("nobody*", "", "Database.NoneChosen", "'nobody*'")]
    [InlineData("app", "*", "Database.NoneChosen", "'app' but not '*'")]
    public void What_cannot_have_been_meant_is_refused(string names, string excluded, string error, string named)
    {
        var refused = Assert.Throws<HoopException>(() => Check(Parse(names, excluded)));
        Assert.Equal(error, refused.ErrorId);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Contains("db.example:5432", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_said_is_everything_also_where_there_is_nothing()
    {
        Assert.True(Parse("", "").IsAll);
        Assert.False(Parse("*", "").IsAll);
        DatabaseChoice.All.Check([], Master);
        Assert.Equal(("shop", null), (Parse("a*,shop,app", "").First, Parse("*", "app").First));
    }

    private static ConnectionSettings Master => new("db.example", 5432, new DatabaseLogin("admin", Secret.From("")));

    private static void Check(DatabaseChoice choice) => choice.Check(Databases, Master);

    private static DatabaseChoice Parse(string names, string excluded) => DatabaseChoice.Parse(Split(names), Split(excluded));

    private static string[] Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
