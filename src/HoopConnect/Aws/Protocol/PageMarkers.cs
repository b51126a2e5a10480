using HoopConnect.Hosting;

namespace HoopConnect.Aws.Protocol;

/// <summary>The markers of the pages of one list, each good once: what answers must not keep a caller asking for ever.</summary>
/// <param name="operation">What is asked for, for the error.</param>
internal sealed class PageMarkers(string operation)
{
    /// <summary>A hundred times what the largest account or organisation has.</summary>
    public const int MaxPages = 2_000;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The marker of the next page; null after the last one.</summary>
    /// <exception cref="HoopException"><c>Aws.RepeatedMarker</c>, <c>Aws.TooManyPages</c>.</exception>
    public string? Next(string? marker)
    {
        if (string.IsNullOrEmpty(marker))
            return null;
        if (!_seen.Add(marker))
            throw AwsErrors.RepeatedMarker.Error($"{operation} was answered with the marker of a page that was read before.", operation);
        return _seen.Count < MaxPages
            ? marker
            : throw AwsErrors.TooManyPages.Error($"{operation} was answered with more than {MaxPages:N0} pages.", operation);
    }
}
