using HoopConnect.Databases.Users;

namespace HoopConnect.Tests.Databases.Users;

public class ManagedMarkTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2));

    public static TheoryData<ManagedMark> Marks =>
    [
        .. Enum.GetValues<ManagedKind>().Select(kind => new ManagedMark(kind)),
        new ManagedMark(ManagedKind.Session) { Policy = "pg-homolog", PasswordSet = Time },
            new ManagedMark(ManagedKind.Session)
            {
                Policy = "a \"quoted\" \\ 'name' *//*",
                PasswordSet = Time,
                Owner = "alice",
                Expires = Time.AddHours(1),
            },
        new ManagedMark(ManagedKind.Tenant) { Owner = "größe 🚀", Created = Time },
    ];

    [Theory]
    [MemberData(nameof(Marks))]
    public void A_mark_is_read_back_from_its_text_and_from_its_json(ManagedMark mark)
    {
        Assert.Equal(mark, ManagedMark.Parse(mark.ToText()));
        Assert.Equal(mark, ManagedMark.FromJson(mark.ToJson()));
    }

    [Fact]
    public void Its_text_says_who_made_the_user_and_times_in_UTC()
    {
        var text = new ManagedMark(ManagedKind.Session) { Policy = "p", PasswordSet = Time }.ToText();
        Assert.StartsWith("managed by HoopConnect", text, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"session\"", text, StringComparison.Ordinal);
        Assert.Contains("2026-01-02T03:04:05", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("managed by HoopConnect (role ro); changes by hand are undone", ManagedKind.Role, null, null)]
    [InlineData("managed by HoopConnect (IAM user); logs in by token", ManagedKind.Iam, null, null)]
    [InlineData(
        "managed by HoopConnect: session user {\"policy\":\"p\",\"passwordSet\":\"2026-01-02T03:04:05+00:00\",\"caller\":\"alice\"}",
        ManagedKind.Session,
        "p",
        "alice")]
    public void Marks_of_earlier_versions_are_read_and_known_as_such(string text, ManagedKind kind, string? policy, string? owner)
    {
        var mark = ManagedMark.Parse(text);
        Assert.Equal((kind, policy, owner, true), (mark!.Kind, mark.Policy, mark.Owner, mark.IsOutdated));
        Assert.False(ManagedMark.Parse(mark.ToText())!.IsOutdated);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("managed by somebody else")]
    [InlineData("managed by HoopConnect: session user ")]
    [InlineData("managed by HoopConnect: session user {")]
    [InlineData("managed by HoopConnect: session user null")]
    [InlineData("managed by HoopConnect: session user {}")]
    [InlineData("managed by HoopConnect: session user {\"policy\":\"p\",\"passwordSet\":\"yesterday\"}")]
    [InlineData("managed by HoopConnect; changes by hand are undone: ")]
    [InlineData("managed by HoopConnect; changes by hand are undone: {}")]
    [InlineData("managed by HoopConnect; changes by hand are undone: []")]
    [InlineData("managed by HoopConnect; changes by hand are undone: {\"kind\":1}")]
    [InlineData("managed by HoopConnect; changes by hand are undone: {\"kind\":\"a kind of later\"}")]
    public void Any_other_text_is_no_mark(string? text) => Assert.Null(ManagedMark.Parse(text));

    [Theory]
    [InlineData(ManagedKind.Role, "managed by HoopConnect (role ddl); changes by hand are undone")]
    [InlineData(ManagedKind.Session,
        "managed by HoopConnect: session user {\"policy\":\"p\",\"passwordSet\":\"2026-01-02T03:04:05+00:00\"}")]
    [InlineData(ManagedKind.Iam, "managed by HoopConnect (IAM user); logs in by token")]
    [InlineData(ManagedKind.IdentityCenter, null)]
    [InlineData(ManagedKind.Tenant, null)]
    public void A_server_finds_the_marks_of_a_kind_by_what_they_begin_with_and_no_others(ManagedKind kind, string? earlier)
    {
        var beginnings = ManagedMark.Beginnings(kind);
        var full = new ManagedMark(kind) { Owner = "o", Created = Time, Expires = Time, Policy = "p", PasswordSet = Time }.ToText();
        foreach (var text in new[] { full, new ManagedMark(kind).ToText(), earlier })
            Assert.True(text is null || beginnings.Any(beginning => text.StartsWith(beginning, StringComparison.Ordinal)));
        Assert.All(Enum.GetValues<ManagedKind>().Where(other => other != kind), other => Assert.DoesNotContain(
                beginnings, beginning => new ManagedMark(other).ToText().StartsWith(beginning, StringComparison.Ordinal)));
    }
}
