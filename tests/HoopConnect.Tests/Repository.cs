namespace HoopConnect.Tests;

/// <summary>Where the checkout is, and the sources in it.</summary>
internal static class Repository
{
    private static readonly string[] Made = ["bin", "obj", "node_modules"];

    public static string Root { get; } = Find();

    /// <summary>The full path of a file or folder.</summary>
    /// <param name="path">Its path in the checkout, with slashes.</param>
    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>The C# sources of a folder, by their paths in the checkout, with slashes.</summary>
    public static IEnumerable<string> Sources(string folder) => Files(folder, ".cs");

    /// <summary>The files of a folder with one of these endings, by their paths in the checkout, with slashes.</summary>
    public static IEnumerable<string> Files(string folder, params string[] endings) =>
        Directory.EnumerateFiles(PathOf(folder), "*", SearchOption.AllDirectories)
            .Where(file => endings.Contains(Path.GetExtension(file)))
            .Select(file => Path.GetRelativePath(Root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => !file.Split('/').Any(Made.Contains));

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "HoopConnect.sln")))
                return folder;
        }

        throw new DirectoryNotFoundException("The tests run from within the checkout.");
    }
}
