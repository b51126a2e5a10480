using System.Security.Cryptography;
using System.Text;
using HoopConnect.Hooks.Webhooks;
using HoopConnect.Hosting;
using HoopConnect.Secrets;
using Microsoft.AspNetCore.Http;
using StandardWebhooks;

namespace HoopConnect.Tests.Hooks.Webhooks;

public class WebhookSignatureTests
{
    // The vectors of the specification's own libraries (standard-webhooks, libraries: the tests of sign).
    [Theory]
    [InlineData(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1649367553,
        "{\"email\":\"test@example.com\",\"username\":\"test_user\"}",
        "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=")]
    public void The_published_vectors_come_out(string key, string id, long time, string body, string signature)
    {
        // The prefix is for whoever looks for lost keys.
        foreach (var text in new[] { key, key["whsec_".Length..] })
            Assert.Equal(
                signature,
                WebhookKey.Parse(Secret.From(text)).Sign(id, DateTimeOffset.FromUnixTimeSeconds(time), Encoding.UTF8.GetBytes(body)));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(31)]
    [InlineData(64)]
    public void Another_library_verifies_what_we_sign_under_both_names(int bytes)
    {
        var key = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes));
        const string Body = "{\"event_type\":\"dbroles.job.finished\",\"é\":\"\\u0001 ☃ 𝄞\"}";
        var message = new WebhookMessage("msg_1", "dbroles.job.finished", Encoding.UTF8.GetBytes(Body));
        var target = new SignedWebhook(WebhookUrl.Parse("https://hooks.example"), [Secret.From(key)]);
        var headers = new HeaderDictionary();
        foreach (var (name, value) in target.Headers(message, DateTimeOffset.UtcNow))
            headers[name] = value;
        foreach (var names in new[] { WebhookConfigurationOptions.StandardWebhooks, WebhookConfigurationOptions.Svix })
        {
            new StandardWebhook(key, names).Verify(Body, headers);
            Assert.ThrowsAny<Exception>(() => new StandardWebhook(key, names).Verify(Body + " ", headers));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_not-base-64-of-a-test")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==")]
    [InlineData("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void A_key_that_is_none_or_weak_is_refused_and_not_repeated(string key)
    {
        var error = Assert.Throws<HoopException>(() => WebhookKey.Parse(Secret.From(key)));
        Assert.Equal("Webhook.InvalidSecret", error.ErrorId);
        if (key.Length > "whsec_".Length)
            Assert.DoesNotContain(key["whsec_".Length..], error.ToString() + error.RecommendedAction, StringComparison.Ordinal);
        var tooLong = Secret.From("whsec_" + Convert.ToBase64String(new byte[65]));
        Assert.Equal("Webhook.InvalidSecret", Assert.Throws<HoopException>(() => WebhookKey.Parse(tooLong)).ErrorId);
    }

    [Fact]
    public void A_key_does_not_print() =>
        Assert.Equal("********", WebhookKey.Parse(Secret.From("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).ToString());
}
