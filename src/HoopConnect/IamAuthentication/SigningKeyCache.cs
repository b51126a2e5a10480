using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using HoopConnect.Aws;

namespace HoopConnect.IamAuthentication;

/// <summary>
/// The derived Signature Version 4 keys, one for each credential, day and region. They are looked up by a hash, so that no secret is a key
/// of the table; yesterday's are dropped when a new one comes.
/// </summary>
internal sealed class SigningKeyCache
{
    private readonly ConcurrentDictionary<(UInt128 Credential, string Region), (string Day, SigningKey Key)> _keys = new();

    /// <summary>
    /// Known as long as the credentials object lives, which never changes: for one of many tokens the hash is a third of the work.
    /// </summary>
    private readonly ConditionalWeakTable<SigningCredentials, Fingerprint> _fingerprints = [];

    public SigningKey Get(SigningCredentials credentials, string day, string region)
    {
        var id = (_fingerprints.GetValue(credentials, static each => new Fingerprint(Hash(each))).Hash, region);
        if (_keys.TryGetValue(id, out var cached) && cached.Day == day)
            return cached.Key;
        foreach (var (old, entry) in _keys)
        {
            if (string.CompareOrdinal(entry.Day, day) < 0)
                _keys.TryRemove(old, out _);
        }

        var key = Derive(credentials, day, region);
        _keys[id] = (day, key);
        return key;
    }

    // AWS General Reference, "Signature Version 4 signing process", task 3.
    private static SigningKey Derive(SigningCredentials credentials, string day, string region)
    {
        var first = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey.Reveal());
        try
        {
            var key = HMACSHA256.HashData(first, Encoding.UTF8.GetBytes(day));
            foreach (var part in (string[])[region, "rds-db", "aws4_request"])
                key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
            return new SigningKey(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(first);
        }
    }

    private static UInt128 Hash(SigningCredentials credentials)
    {
        Span<byte> hash = stackalloc byte[32];
        var text = Encoding.UTF8.GetBytes(credentials.AccessKey + "\n" + credentials.SecretKey.Reveal());
        SHA256.HashData(text, hash);
        CryptographicOperations.ZeroMemory(text);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private sealed record Fingerprint(UInt128 Hash);
}
