using HoopConnect.Hooks.Webhooks;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Hooks.Webhooks;

public class WebhookTargetTests
{
    private const string Key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Theory]
    [InlineData("https://hooks.example/aws", "https://hooks.example/aws")]
    [InlineData("  https://hooks.example:8443/a%20b?sig=of-a-test&x=1 ", "https://hooks.example:8443/a%20b?********")]
    [InlineData("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x")]
    [InlineData("http://localhost/", "http://localhost/")]
    [InlineData("http://[::1]:99/", "http://[::1]:99/")]
    [InlineData("https://us?er:of-a-test@hooks.example/", "https://us/?********")]
    // A letter that only looks like another one is seen.
    [InlineData("https://hоoks.example/", "https://xn--hoks-55d.example/")]
    public void A_URL_is_shown_without_its_query(string text, string shown) => Assert.Equal(shown, WebhookUrl.Parse(text).ToString());

    [Theory]
    [InlineData("http://hooks.example/of-a-test")]
    [InlineData("http://169.254.169.254/of-a-test")]
    [InlineData("ftp://hooks.example/of-a-test")]
    [InlineData("file:///etc/of-a-test")]
    [InlineData("https://user:of-a-test@hooks.example/")]
    [InlineData("https://of-a-test@hooks.example/")]
    [InlineData("https://hooks.example/#of-a-test")]
    [InlineData("https://hooks.example/\r\nx-of-a-test: 1")]
    [InlineData("https://hooks.example/\u202Eof-a-test")]
    [InlineData("hooks.example/of-a-test")]
    [InlineData("")]
    public void One_that_cannot_be_used_is_refused_without_what_may_be_a_key_of_it(string text)
    {
        var error = Assert.Throws<HoopException>(() => WebhookUrl.Parse(text));
        Assert.Equal("Webhook.InvalidUrl", error.ErrorId);
        Assert.DoesNotContain("of-a-test", error.ToString() + error.Target + error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("testsk_x.eu", "https://api.eu.svix.com/api/v1/app/app_1/msg/")]
    [InlineData("testsk_x.xx", "https://api.svix.com/api/v1/app/app_1/msg/")]
    [InlineData("testsk_x", "https://api.svix.com/api/v1/app/app_1/msg/")]
    public void The_server_of_Svix_is_that_of_the_tokens_region(string token, string url) =>
        Assert.Equal(url, new SvixMessages(Secret.From(token), "app_1").Url.ToString());

    [Theory]
    [InlineData("of a-test", "app_1", null, "Webhook.InvalidSecret")]
    [InlineData("of-a-test\n", "app_1", null, "Webhook.InvalidSecret")]
    [InlineData("", "app_1", null, "Webhook.InvalidSecret")]
    [InlineData("of-a-test", "app/../x", null, "Webhook.InvalidName")]
    [InlineData("of-a-test", "..", null, "Webhook.InvalidName")]
    [InlineData("of-a-test", "app_1\n", null, "Webhook.InvalidName")]
    [InlineData("of-a-test", "app_1", "a b", "Webhook.InvalidName")]
    public void What_Svix_cannot_have_is_refused_before_it_is_asked(string token, string application, string? type, string id)
    {
        var error = Assert.Throws<HoopException>(() => new SvixMessages(Secret.From(token), application, type));
        Assert.Equal(id, error.ErrorId);
        Assert.DoesNotContain("a-test", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_receiver_and_Svix_are_two_ways_and_half_of_one_is_refused()
    {
        var url = WebhookUrl.Parse("https://hooks.example/");
        var token = Secret.From("testsk_x");
        Assert.Null(new WebhookOptions().Target());
        Assert.IsType<SignedWebhook>(new WebhookOptions { Url = url, Secrets = [Secret.From(Key)] }.Target());
        Assert.IsType<SvixMessages>(new WebhookOptions { SvixToken = token, SvixApplication = "a" }.Target());
        foreach (var wrong in new WebhookOptions[]
        {
            new() { Url = url },
            new() { Secrets = [Secret.From(Key)] },
            new() { SvixToken = token },
            new() { SvixApplication = "a" },
            new() { SvixEventType = "a" },
            new() { SvixServer = url },
            new() { Url = url, Secrets = [Secret.From(Key)], SvixToken = token, SvixApplication = "a" },
        })
        {
            Assert.Equal("Webhook.Incomplete", Assert.Throws<HoopException>(wrong.Target).ErrorId);
        }
    }
}
