using HoopConnect.Hosting;

namespace HoopConnect.Tests.Hosting;

public class NamePatternTests
{
    [Theory]
    [InlineData("orders", "orders", true)]
    [InlineData("orders", "ORDERS", true)]
    [InlineData("orders", "orders-test", false)]
    [InlineData("orders*", "orders-test", true)]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("?", "", false)]
    [InlineData("order?", "orders", true)]
    [InlineData("order?", "order", false)]
    [InlineData("*-test", "orders-test", true)]
    [InlineData("*-test", "orders-test-2", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("*a?c*", "xxabcyy", true)]
    [InlineData("", "", true)]
    [InlineData("", "x", false)]
    [InlineData("a[b]", "a[b]", true)]
    [InlineData("a[b]", "ab", false)]
    public void A_pattern_fits_whole_names_in_any_case(string pattern, string name, bool fits) =>
        Assert.Equal(fits, NamePattern.Parse(pattern).Matches(name));

    [Fact(Timeout = 5000)]
    public Task Many_stars_cost_no_more_than_the_name_is_long() =>
        Task.Run(
            () => Assert.False(NamePattern.Parse(string.Concat(Enumerable.Repeat("*a", 60))).Matches(new string('a', 59))),
            TestContext.Current.CancellationToken);
}
