using System.Security.Cryptography;

namespace HoopConnect.IamAuthentication;

/// <summary>
/// A derived Signature Version 4 key. Making the key ready is more than half of signing a short text, so it is kept ready for the next one;
/// a thread that comes while another signs makes it ready for itself.
/// </summary>
internal sealed class SigningKey(byte[] key)
{
    private IncrementalHash? _ready;

    /// <summary>HMAC-SHA256 of the bytes. Can be called from many threads.</summary>
    public void Sign(ReadOnlySpan<byte> bytes, Span<byte> signature)
    {
        var hash = Interlocked.Exchange(ref _ready, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(bytes);
        hash.GetHashAndReset(signature);
        if (Interlocked.CompareExchange(ref _ready, hash, null) is not null)
            hash.Dispose();
    }
}
