using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Server.Tds;

/// <summary>
/// A certificate in a file, since the driver takes the one to pin as a file name. It holds nothing secret, but who could change it could
/// have an impostor trusted: so it lies in a folder of its own that only this user can open, for as long as the connection is being made.
/// </summary>
internal sealed class CertificateFile : IDisposable
{
    private readonly DirectoryInfo _folder = PrivateFile.MakeTemporaryFolder("hoopconnect-");

    public CertificateFile(byte[] certificate)
    {
        Path = System.IO.Path.Combine(_folder.FullName, "server.cer");
        File.WriteAllBytes(Path, certificate);
    }

    public string Path { get; }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A left-over public certificate harms nobody.
        }
    }
}
