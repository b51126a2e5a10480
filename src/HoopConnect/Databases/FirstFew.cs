namespace HoopConnect.Databases;

/// <summary>Lists for sentences: the first of them, and how many more there are.</summary>
internal static class FirstFew
{
    private const int Shown = 3;

    /// <summary>Names: <c>a, b, c and 2 more</c>.</summary>
    public static string Of(IReadOnlyList<string> names) =>
        names.Count <= Shown ? string.Join(", ", names) : $"{string.Join(", ", names.Take(Shown))} and {names.Count - Shown} more";

    /// <summary>What is too long for commas: <c>a; b; c; and 2 more</c>.</summary>
    public static string OfPhrases(IReadOnlyCollection<string> phrases) =>
        phrases.Count <= Shown ? string.Join("; ", phrases) : $"{string.Join("; ", phrases.Take(Shown))}; and {phrases.Count - Shown} more";
}
