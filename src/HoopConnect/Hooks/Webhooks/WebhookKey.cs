using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Hooks.Webhooks;

/// <summary>
/// A key that webhooks are signed with (Standard Webhooks 1.0.0, "Signature scheme": symmetric): base64 of 24 to 64 bytes, with
/// <c>whsec_</c> before it or not.
/// </summary>
public sealed class WebhookKey
{
    private const string Prefix = "whsec_";
    private const int Shortest = 24;
    private const int Longest = 64;

    private readonly Secret _text;

    private WebhookKey(Secret text) => _text = text;

    /// <summary>Takes one.</summary>
    /// <exception cref="HoopException"><c>Webhook.InvalidSecret</c>; the message has nothing of it.</exception>
    public static WebhookKey Parse(Secret text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = new WebhookKey(text);
        CryptographicOperations.ZeroMemory(key.Bytes());
        return key;
    }

    /// <summary>The signature of a message, as it stands in the header: <c>v1,</c> and base64.</summary>
    internal string Sign(string id, DateTimeOffset time, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{time.ToUnixTimeSeconds()}."));
        byte[] signed = [.. head, .. body];
        var bytes = Bytes();
        try
        {
            return "v1," + Convert.ToBase64String(HMACSHA256.HashData(bytes, signed));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private byte[] Bytes()
    {
        var text = _text.Reveal();
        if (text.StartsWith("whsk_", StringComparison.Ordinal) || text.StartsWith("whpk_", StringComparison.Ordinal))
            throw Invalid("it is one of ed25519, which is not served");
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text);
        }
        catch (FormatException)
        {
            throw Invalid($"it is not {Prefix} and base64");
        }

        return bytes.Length is >= Shortest and <= Longest ? bytes : throw Invalid($"it does not have {Shortest} to {Longest} bytes");
    }

    private static HoopException Invalid(string why) =>
        WebhookErrors.InvalidSecret.Error($"The key of the webhook cannot be used: {why}.");
}
