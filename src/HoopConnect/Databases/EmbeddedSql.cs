using System.Text.RegularExpressions;

namespace HoopConnect.Databases;

/// <summary>
/// Statements that are files of their own, beside the type that runs them: a DBA can read, review and run them. What several of them say
/// is a file as well, which takes the place of a line <c>-- include Folder/Name.sql</c>; the folder is one of the same engine.
/// </summary>
internal static partial class EmbeddedSql
{
    /// <summary>The text of a <c>.sql</c> file in the owner's folder, with what it includes.</summary>
    /// <param name="owner">The type that runs it; its namespace is the folder.</param>
    /// <param name="name">The file's name without the ending.</param>
    public static string Read(Type owner, string name)
    {
        ArgumentNullException.ThrowIfNull(owner);
        var folder = owner.Namespace!;
        var engine = folder[..folder.LastIndexOf('.')];
        return Include().Replace(TextOf(owner, $"{folder}.{name}"), line =>
            TextOf(owner, $"{engine}.{line.Groups["folder"].Value}.{line.Groups["name"].Value}").TrimEnd());
    }

    private static string TextOf(Type owner, string name)
    {
        using var stream = owner.Assembly.GetManifestResourceStream($"{name}.sql")
            ?? throw new InvalidOperationException($"There is no '{name}.sql' in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(?m)-- include (?<folder>\w+)/(?<name>\w+)\.sql(?=\r?$)")]
    private static partial Regex Include();
}
