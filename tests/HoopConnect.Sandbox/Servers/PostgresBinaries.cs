using System.Reflection;
using System.Runtime.InteropServices;

namespace HoopConnect.Sandbox.Servers;

/// <summary>Finds the server binaries that <c>npm/restore.ps1</c> installed for this platform.</summary>
internal static class PostgresBinaries
{
    /// <summary>
    /// The folder with <c>bin</c>, <c>lib</c> and <c>share</c> of a major version: the newest is the package itself, the others are npm
    /// aliases of it.
    /// </summary>
    public static string Find(int major)
    {
        var folder = Folder(major);
        if (!Directory.Exists(folder))
            throw MissingServer.Exception($"The sandbox's PostgreSQL {major} is not in '{folder}'. Run ./build.sh tools.");
        return folder;
    }

    /// <summary>There is a package of that major version for this platform, and it is installed.</summary>
    public static bool Has(int major) => Directory.Exists(Folder(major));

    private static string Folder(int major)
    {
        var parts = typeof(PostgresBinaries).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "SandboxParts").Value!;
        var package =
            major == PostgresServerOptions.NewestMajor ? Path.Combine("@embedded-postgres", Platform()) : $"postgres-{major}-{Platform()}";
        return Path.Combine(parts, package, "native");
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
    }
}
