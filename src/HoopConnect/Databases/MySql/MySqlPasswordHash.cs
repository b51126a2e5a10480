using System.Security.Cryptography;
using System.Text;
using HoopConnect.Databases.MySql.Wire;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql;

/// <summary>
/// What the server stores for a password, made here, so that no statement, and therefore no server log, ever has the password itself:
/// MariaDB's general and slow log keep statements as they came.
/// </summary>
internal static class MySqlPasswordHash
{
    public const string Native = AuthenticationPlugins.Native;
    public const string CachingSha2 = AuthenticationPlugins.CachingSha2;

    /// <summary>The hash of a password for a plugin.</summary>
    /// <param name="plugin"><see cref="Native"/> or <see cref="CachingSha2"/>.</param>
    /// <param name="password">The password.</param>
    public static string Create(string plugin, Secret password)
    {
        ArgumentNullException.ThrowIfNull(password);
        var clear = Encoding.UTF8.GetBytes(password.Reveal());
        try
        {
            return plugin switch
            {
                Native => CreateNative(clear),
                CachingSha2 => CreateCachingSha2(clear, RandomNumberGenerator.GetItems<char>(Sha256Crypt.Alphabet, CachingSha2SaltLength)),
                _ => throw new ArgumentOutOfRangeException(nameof(plugin), plugin, "No hash is made for this plugin."),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    private const int CachingSha2SaltLength = 20;

    /// <summary><c>$A$005$</c>, the salt, and SHA-256 crypt with 5,000 rounds (MySQL Source Code Documentation, "Caching_sha2_password").</summary>
    internal static string CreateCachingSha2(byte[] clear, ReadOnlySpan<char> salt)
    {
        const int rounds = 5000;
        return $"$A$005${salt}{Sha256Crypt.Digest(clear, Encoding.ASCII.GetBytes(salt.ToArray()), rounds)}";
    }

#pragma warning disable CA5350 // SHA-1 is what the plugin is made of.
    private static string CreateNative(byte[] clear) => "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(clear)));
#pragma warning restore CA5350
}
