using System.Security.Cryptography;
using System.Text;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>How each authentication plugin proves that we know the password (MySQL Source Code Documentation, "Authentication Methods").</summary>
internal static class AuthenticationPlugins
{
    public const string Native = "mysql_native_password";
    public const string CachingSha2 = "caching_sha2_password";
    /// <summary>The predecessor of caching_sha2_password. MySQL 8.0 also pretends that a user that is not there has it.</summary>
    public const string Sha256 = "sha256_password";
    public const string ClearText = "mysql_clear_password";

    /// <summary>The first proof for these plugins; it does not tell the password.</summary>
    public static byte[] Scramble(string plugin, ReadOnlySpan<byte> nonce, Secret password)
    {
        if (password.Length == 0)
            return [];
        var clear = Encoding.UTF8.GetBytes(password.Reveal());
        try
        {
            return plugin switch
            {
                Native => ScrambleNative(nonce, clear),
                CachingSha2 => ScrambleCachingSha2(nonce, clear),
                _ => throw new AuthenticationRefusedException($"The server asks for authentication by '{plugin}', which is not served."),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    /// <summary>
    /// True for a token of RDS IAM authentication, by its form (Amazon RDS User Guide, "IAM database authentication"): the only password that
    /// goes out through <see cref="ClearText"/>.
    /// </summary>
    public static bool IsAuthToken(Secret password)
    {
        var text = password.Reveal();
        return text.Contains("Action=connect", StringComparison.Ordinal) && text.Contains("X-Amz-Signature=", StringComparison.Ordinal);
    }

#pragma warning disable CA5350 // SHA-1 is what the plugin is made of.
    private static byte[] ScrambleNative(ReadOnlySpan<byte> nonce, byte[] clear)
    {
        var once = SHA1.HashData(clear);
        var mask = SHA1.HashData([.. nonce, .. SHA1.HashData(once)]);
        return Xor(once, mask);
    }
#pragma warning restore CA5350

    private static byte[] ScrambleCachingSha2(ReadOnlySpan<byte> nonce, byte[] clear)
    {
        var once = SHA256.HashData(clear);
        var mask = SHA256.HashData([.. SHA256.HashData(once), .. nonce]);
        return Xor(once, mask);
    }

    private static byte[] Xor(byte[] value, byte[] mask)
    {
        for (var i = 0; i < value.Length; i++)
            value[i] ^= mask[i];
        return value;
    }
}
