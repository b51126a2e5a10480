using System.Security.Cryptography;
using System.Text;
using HoopConnect.Databases.MySql.Server.Wire;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// What the server stores for a password, made here, so that no statement, and therefore no server log, ever has the password itself:
/// MariaDB's general and slow log keep statements as they came.
/// </summary>
internal static class PasswordHash
{
    public const string Native = "mysql_native_password";
    public const string CachingSha2 = "caching_sha2_password";

    /// <summary>The rounds of a server that has no variable for them (before MySQL 8.0.24).</summary>
    public const int DefaultDigestRounds = 5000;

    private const int CachingSha2SaltLength = 20;

    /// <summary>The hash of a password for a plugin.</summary>
    /// <param name="plugin"><see cref="Native"/> or <see cref="CachingSha2"/>.</param>
    /// <param name="password">The password.</param>
    /// <param name="digestRounds">The server's <c>caching_sha2_password_digest_rounds</c>, 5,000 to 4,095,000.</param>
    public static string Create(string plugin, Secret password, int digestRounds = DefaultDigestRounds)
    {
        ArgumentNullException.ThrowIfNull(password);
        var clear = Encoding.UTF8.GetBytes(password.Reveal());
        try
        {
            return plugin switch
            {
                Native => CreateNative(clear),
                CachingSha2 => CreateCachingSha2(
                    clear, RandomNumberGenerator.GetItems<char>(Sha256Crypt.Alphabet, CachingSha2SaltLength), digestRounds),
                _ => throw new ArgumentOutOfRangeException(nameof(plugin), plugin, "No hash is made for this plugin."),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    /// <summary>The clause of CREATE USER and ALTER USER that sets a hash.</summary>
    /// <param name="version">The server.</param>
    /// <param name="plugin">The plugin the hash is for.</param>
    /// <param name="hashLiteral">The hash in quotes, or a hole.</param>
    public static string Clause(ServerRelease version, string plugin, string hashLiteral) =>
        version.IsMariaDb ? $"IDENTIFIED VIA {plugin} USING {hashLiteral}" : $"IDENTIFIED WITH {plugin} AS {hashLiteral}";

    /// <summary>A server that takes no password by its hash. In clear it would be in the server's logs, so there is no other way.</summary>
    public static HoopException Refused(ConnectionSettings settings, HoopException? inner = null) =>
        DatabaseErrors.HashRefused.Error(
            $"The server at {settings.Host}:{settings.Port} takes no password by its hash (error 1290): strict_password_validation is " +
                "ON and a plugin that validates passwords is loaded, which sees none in a hash. In clear a password would be in the " +
                "server's logs. Nothing was changed.",
            settings.Host,
            "Set strict_password_validation=OFF in the parameter group (SET GLOBAL strict_password_validation = OFF), or have the " +
                "plugin taken away (UNINSTALL SONAME). Passwords that HoopConnect makes have 25 characters of all classes.",
            cause: inner);

    /// <summary>
    /// <c>$A$</c>, the rounds in thousands as three hexadecimal digits, <c>$</c>, the salt, and SHA-256 crypt (MySQL Source Code
    /// Documentation, "Caching_sha2_password").
    /// </summary>
    internal static string CreateCachingSha2(byte[] clear, ReadOnlySpan<char> salt, int rounds)
    {
        var thousands = Math.Clamp(rounds / 1000, 5, 0xFFF);
        return $"$A${thousands:X3}${salt}{Sha256Crypt.Digest(clear, Encoding.ASCII.GetBytes(salt.ToArray()), thousands * 1000)}";
    }

#pragma warning disable CA5350 // SHA-1 is what the plugin is made of.
    private static string CreateNative(byte[] clear) => "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(clear)));
#pragma warning restore CA5350
}
