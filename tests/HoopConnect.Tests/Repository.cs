namespace HoopConnect.Tests;

/// <summary>Where the checkout is.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

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
