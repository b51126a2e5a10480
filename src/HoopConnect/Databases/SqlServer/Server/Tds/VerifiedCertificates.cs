using System.Collections.Concurrent;

namespace HoopConnect.Databases.SqlServer.Server.Tds;

/// <summary>
/// Certificates of servers that were verified a short while ago. A run makes a connection for each database: it verifies once and pins the
/// certificate for the rest, since each verification leaves the server a connection that was given up before its login.
/// </summary>
internal static class VerifiedCertificates
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private static readonly ConcurrentDictionary<Key, (byte[] Certificate, long Verified)> Known = new();

    /// <summary>The certificate (DER) of this server that was verified in this way; null where that is long ago.</summary>
    public static byte[]? Find(ConnectionSettings settings) =>
        Known.TryGetValue(Key.Of(settings), out var known) && TimeProvider.System.GetElapsedTime(known.Verified) < Lifetime
            ? known.Certificate : null;

    public static void Keep(ConnectionSettings settings, byte[] certificate) =>
        Known[Key.Of(settings)] = (certificate, TimeProvider.System.GetTimestamp());

    public static void Forget(ConnectionSettings settings) => Known.TryRemove(Key.Of(settings), out _);

    /// <summary>The server, and whose word was taken: another CA file, or the same one written anew, is another verification.</summary>
    private sealed record Key(string Host, int Port, SslMode Mode, string? CaFile, DateTime Written)
    {
        public static Key Of(ConnectionSettings settings) =>
            new(settings.Host, settings.Port, settings.SslMode, settings.CaFile ?? settings.KeptCertificates?.Folder,
            settings.CaFile is { } file ? File.GetLastWriteTimeUtc(file)
                : settings.KeptCertificates?.Files().Select(kept => kept.LastWriteTimeUtc).DefaultIfEmpty().Max() ?? default);
    }
}
