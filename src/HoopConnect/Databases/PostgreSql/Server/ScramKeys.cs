using System.Security.Cryptography;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>What SCRAM-SHA-256 makes of a password (RFC 5802, "SCRAM Algorithm Overview"; RFC 7677).</summary>
internal sealed class ScramKeys : IDisposable
{
    private const int Length = 32;

    private ScramKeys(byte[] client, byte[] server) => (Client, Stored, Server) = (client, SHA256.HashData(client), server);

    /// <summary>ClientKey, which proves the password.</summary>
    public byte[] Client { get; }

    /// <summary>StoredKey, by which a server knows the proof.</summary>
    public byte[] Stored { get; }

    /// <summary>ServerKey, by which a server proves that it knows the password's verifier.</summary>
    public byte[] Server { get; }

    /// <summary>Derives them; takes as long as the iterations say.</summary>
    public static ScramKeys Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations)
    {
        Span<byte> salted = stackalloc byte[Length];
        try
        {
            Rfc2898DeriveBytes.Pbkdf2(password, salt, salted, iterations, HashAlgorithmName.SHA256);
            return new ScramKeys(HMACSHA256.HashData(salted, "Client Key"u8), HMACSHA256.HashData(salted, "Server Key"u8));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(salted);
        }
    }

    /// <summary>Clears what proves the password.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(Client);
}
