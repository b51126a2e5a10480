namespace HoopConnect.Aws;

/// <summary>The tag by which a later run knows what HoopConnect made in AWS.</summary>
internal static class OwnTag
{
    public static readonly IReadOnlyDictionary<string, string> Tags =
        new Dictionary<string, string> { ["hoop.dev/managed-by"] = "HoopConnect" };

    /// <summary>As plans show it.</summary>
    public static string Text { get; } = string.Join(' ', Tags.Select(tag => $"{tag.Key}={tag.Value}"));

    public static bool IsOn(IReadOnlyDictionary<string, string> tags) => AreAllIn(tags, Tags);

    /// <summary>A mark and further tags; what the mark says holds.</summary>
    public static IReadOnlyDictionary<string, string> With(
        IReadOnlyDictionary<string, string> mark, IReadOnlyDictionary<string, string> tags) =>
        mark.Concat(tags).DistinctBy(tag => tag.Key).ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);

    /// <summary>Whether all tags of a mark are among those.</summary>
    public static bool AreAllIn(IReadOnlyDictionary<string, string> tags, IReadOnlyDictionary<string, string> mark) =>
        mark.All(tag => tags.TryGetValue(tag.Key, out var value) && value == tag.Value);

    /// <summary>Who made what bears those tags and not the mark that was asked for, for a sentence.</summary>
    public static string MadeBy(IReadOnlyDictionary<string, string> tags) =>
        IsOn(tags) ? "was made by HoopConnect for something else" : "was not made by HoopConnect";
}
