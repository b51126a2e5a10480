using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;

namespace HoopConnect.Tests.Databases.SessionUsers;

public class SessionUserMarkTests
{
    [Theory]
    [InlineData("pg-homolog")]
    [InlineData("a \"quoted\" \\ 'name' *//*")]
    [InlineData("größe 🚀")]
    public void A_mark_says_policy_and_time_and_is_read_back(string policy)
    {
        var mark = new ManagedMark(policy, new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2))) { Caller = "alice" };
        var text = mark.ToText();
        Assert.StartsWith("managed by HoopConnect: session user {", text, StringComparison.Ordinal);
        Assert.Contains("2026-01-02T03:04:05", text, StringComparison.Ordinal);
        Assert.Equal(mark, ManagedMark.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("managed by HoopConnect (role ro); changes by hand are undone")]
    [InlineData("managed by HoopConnect: session user ")]
    [InlineData("managed by HoopConnect: session user {")]
    [InlineData("managed by HoopConnect: session user null")]
    [InlineData("managed by HoopConnect: session user {}")]
    [InlineData("managed by HoopConnect: session user {\"policy\":\"p\",\"passwordSet\":\"yesterday\"}")]
    public void Any_other_text_is_no_mark(string? text) => Assert.Null(ManagedMark.Parse(text));
}
