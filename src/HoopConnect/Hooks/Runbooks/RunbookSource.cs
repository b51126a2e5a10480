using System.Text.RegularExpressions;
using HoopConnect.Hosting;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>Where a runbook is: a script or a git working copy by its path, or a repository by its URL.</summary>
public sealed partial record RunbookSource
{
    /// <summary>Where a repository keeps it; one of them.</summary>
    internal static readonly IReadOnlyList<string> Scripts =
        ["hoop-hooks/aws-connect-post-exec.runbook.py", "hoop-hooks/aws-connect-post-exec.runbook.ps1"];

    private RunbookSource(string text, string? protocol) => (Text, Protocol) = (text, protocol);

    /// <summary>The full path or the URL.</summary>
    public string Text { get; }

    /// <summary>The protocol of a URL, as git names it; null for a path.</summary>
    internal string? Protocol { get; }

    /// <summary>Whether a text is meant as a URL; another one is a path.</summary>
    public static bool IsUrl(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains("://", StringComparison.Ordinal)
            || text.Contains("::", StringComparison.Ordinal)
            || (text.Contains('@', StringComparison.Ordinal) && ScpForm().IsMatch(text));
    }

    /// <summary>Reads one.</summary>
    /// <param name="text">A URL, or a full path.</param>
    /// <exception cref="HoopException"><c>Runbook.InvalidSource</c>: the message has no password of a URL in it.</exception>
    public static RunbookSource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0 || text.Any(char.IsControl))
            throw RunbookErrors.InvalidSource.Error("The runbook is empty, or has control characters in it.");
        if (text[0] == '-')
            throw RunbookErrors.InvalidSource.Error($"The runbook '{text}' begins with a hyphen, as an option of git does.", text);
        return IsUrl(text) ? OfUrl(text)
            : Path.IsPathFullyQualified(text) ? new RunbookSource(Path.GetFullPath(text), protocol: null)
            : throw RunbookErrors.InvalidSource.Error($"The path '{text}' is not a full one.", text);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static RunbookSource OfUrl(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return ScpForm().IsMatch(text) ? new RunbookSource(text, "ssh") : throw RunbookErrors.InvalidSource.Error(
                "A transport helper of git (<name>::<address>) runs any program: a runbook is not taken from one.");
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "ssh" or "file")
            return url!.Scheme == "ssh" ? OfSsh(text, url) : OfFile(text, url);
        return new RunbookSource(
            text, SecureUrl.Parse(text, (shown, why) => RunbookErrors.InvalidSource.Error($"No runbook is taken from there: {why}.", shown))
                .Scheme);
    }

    private static RunbookSource OfSsh(string text, Uri url)
    {
        if (url.UserInfo.Contains(':', StringComparison.Ordinal))
            throw RunbookErrors.InvalidSource.Error($"The address of '{url.Host}' has a password in it.", url.Host);
        if (url.Host.Length == 0 || url.Host[0] == '-' || url.UserInfo.StartsWith('-'))
            throw RunbookErrors.InvalidSource.Error($"'{text}' names no host, or one that ssh takes for an option.", text);
        return new RunbookSource(text, "ssh");
    }

    private static RunbookSource OfFile(string text, Uri url) =>
        url.Host.Length == 0 ? new RunbookSource(text, "file") : throw RunbookErrors.InvalidSource.Error(
            $"'{text}' is on another machine: a file:// URL names a repository of this one.", text);

    // git-clone(1), "GIT URLS": user@host:path, which Windows' C:\path is not.
    [GeneratedRegex(@"^[A-Za-z0-9_][\w.+-]*@[A-Za-z0-9][A-Za-z0-9.-]*:(?!-|:)\S+$")]
    private static partial Regex ScpForm();
}
