using System.Reflection;
using System.Runtime.InteropServices;

namespace HoopConnect.Sandbox.Servers;

/// <summary>Finds the server binaries that <c>npm/restore.sh</c> installed for this platform.</summary>
internal static class PostgresBinaries
{
    /// <summary>The folder with <c>bin</c>, <c>lib</c> and <c>share</c>.</summary>
    public static string Find()
    {
        var parts = typeof(PostgresBinaries).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "SandboxParts").Value!;
        var folder = Path.Combine(parts, "@embedded-postgres", Platform(), "native");
        if (!Directory.Exists(folder))
            throw new InvalidOperationException($"The sandbox's PostgreSQL is not in '{folder}'. Run tests/HoopConnect.Sandbox/npm/restore.sh.");
        return folder;
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
    }
}
