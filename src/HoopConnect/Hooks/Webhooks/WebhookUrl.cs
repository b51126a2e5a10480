using System.Globalization;
using HoopConnect.Hosting;

namespace HoopConnect.Hooks.Webhooks;

/// <summary>
/// Where a webhook goes: https, or http on this machine. What stands behind the <c>?</c> is a key of the receiver's as often as not, so it
/// is shown nowhere.
/// </summary>
public sealed class WebhookUrl
{
    private WebhookUrl(Uri address) => Address = address;

    /// <summary>The whole of it, for the request alone.</summary>
    internal Uri Address { get; }

    /// <summary>Reads one.</summary>
    /// <exception cref="HoopException"><c>Webhook.InvalidUrl</c>; the message has nothing in it that may be a key.</exception>
    public static WebhookUrl Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (text.Any(IsNotShown))
            throw Invalid(null, "it has a control character or one that is not shown");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            throw Invalid(null, "it is not a URL");
        SecureUrl.Parse(url.GetComponents(UriComponents.SchemeAndServer | UriComponents.UserInfo, UriFormat.UriEscaped), Invalid);
        return url.Fragment.Length == 0 ? new WebhookUrl(url) : throw Invalid(url.Host, "it has a fragment (#), which is never sent");
    }

    /// <summary>As it is shown: with the host as it is looked up, and without the query.</summary>
    public override string ToString()
    {
        var host = Address.HostNameType == UriHostNameType.IPv6 ? Address.Host : Address.IdnHost;
        var port = Address.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{Address.Port}");
        return $"{Address.Scheme}://{host}{port}{Address.AbsolutePath}{(Address.Query.Length > 0 ? "?********" : "")}";
    }

    private static bool IsNotShown(char character) =>
        char.GetUnicodeCategory(character)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static HoopException Invalid(string? target, string why) =>
        WebhookErrors.InvalidUrl.Error($"The webhook's URL cannot be used: {why}.", target);
}
