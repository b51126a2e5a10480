using System.Text;
using HoopConnect.Hosting;

namespace HoopConnect.Tenants.Connectors;

/// <summary>A file with the manifests of connectors.</summary>
public static class ConnectorFile
{
    /// <summary>Refuses a file that is there.</summary>
    /// <exception cref="HoopException"><c>Connector.FileExists</c>.</exception>
    public static void RequireNew(string path)
    {
        if (File.Exists(path))
            throw ConnectorErrors.FileExists.Error($"The file '{path}' is there already.", path);
    }

    /// <summary>Writes manifests into a file that only the user can open, whole or not at all.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="manifests">What <see cref="ConnectorSecret.Write"/> gave, of one connector or more.</param>
    /// <param name="cancellationToken">Leaves what is there in place.</param>
    /// <exception cref="HoopException"><c>Connector.WriteFailed</c>.</exception>
    public static Task SaveAsync(string path, IEnumerable<string> manifests, CancellationToken cancellationToken) =>
        PrivateFile.ReplaceAsync(path, Encoding.UTF8.GetBytes(string.Concat(manifests)), ConnectorErrors.WriteFailed, cancellationToken);
}
