namespace HoopConnect.Hosting;

/// <summary>
/// Addresses that secrets are sent to, or trust comes from: https, without a name and password in them; http on this machine only.
/// </summary>
internal static class SecureUrl
{
    /// <summary>Reads one.</summary>
    /// <param name="text">The address.</param>
    /// <param name="refuse">Makes the error of what cannot be used, and why; the text is given as far as it has no password in it.</param>
    public static Uri Parse(string text, Func<string, string, HoopException> refuse)
    {
        var isUrl = Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url);
        if (isUrl && url!.UserInfo.Length > 0)
            throw refuse(url.Host, $"the address of '{url.Host}' has a user name or password in it");
        // What stands before an @ may be a password, however the rest is written.
        var shown = text[(text.LastIndexOf('@') + 1)..];
        if (!isUrl || url!.Scheme is not ("http" or "https"))
            throw refuse(shown, $"'{shown}' is not an http or https URL");
        if (url.Scheme == "http" && !url.IsLoopback)
            throw refuse(text, $"'{text}' is not encrypted, which is taken on loopback only");
        return url;
    }
}
