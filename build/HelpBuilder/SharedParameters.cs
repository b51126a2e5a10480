namespace HelpBuilder;

/// <summary>
/// The parameters that many cmdlets have are described once, in docs/help/shared; a page may say it better for its cmdlet.
/// </summary>
internal static class SharedParameters
{
    /// <summary>Their descriptions, by name.</summary>
    public static IReadOnlyDictionary<string, string> Read(string pages)
    {
        var descriptions = new Dictionary<string, string>(StringComparer.Ordinal);
        var folder = Path.Combine(pages, "shared");
        if (!Directory.Exists(folder))
            return descriptions;
        foreach (var file in Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal))
            foreach (var (name, text) in HelpPage.Read(file).Parameters)
                descriptions.Add(name, text);
        return descriptions;
    }
}
