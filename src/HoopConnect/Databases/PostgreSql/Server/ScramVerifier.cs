using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// What PostgreSQL stores for a password (PostgreSQL documentation, "pg_authid": <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>;
/// RFC 5802, RFC 7677). Made here, so that no statement, and therefore no server log, ever has the password itself.
/// </summary>
internal static class ScramVerifier
{
    /// <summary>The server's default where it has no <c>scram_iterations</c> (before PostgreSQL 16).</summary>
    public const int DefaultIterations = 4096;

    private const int SaltBytes = 16;

    /// <summary>Makes the verifier with a new salt.</summary>
    /// <param name="password">Printable ASCII, which SASLprep (RFC 4013) leaves as it is; all generated passwords are.</param>
    /// <param name="iterations">The server's <c>scram_iterations</c>.</param>
    /// <exception cref="HoopException"><c>Database.InvalidPassword</c>: empty, or with characters that SASLprep might change.</exception>
    public static string Create(Secret password, int iterations) => Create(password, iterations, RandomNumberGenerator.GetBytes(SaltBytes));

    internal static string Create(Secret password, int iterations, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(password);
        var text = password.Reveal();
        if (text.Length == 0 || text.Any(character => character is < ' ' or > '~'))
        {
            throw DatabaseErrors.InvalidPassword.Error(
                "The password is empty or has characters other than printable ASCII; "
                    + "PostgreSQL and its clients do not agree on how those are hashed.");
        }

        var bytes = Encoding.ASCII.GetBytes(text);
        try
        {
            using var keys = ScramKeys.Derive(bytes, salt, iterations);
            var (stored, server) = (Convert.ToBase64String(keys.Stored), Convert.ToBase64String(keys.Server));
            return string.Create(
                CultureInfo.InvariantCulture, $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}${stored}:{server}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
