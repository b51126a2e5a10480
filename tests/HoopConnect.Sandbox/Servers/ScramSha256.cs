using System.Security.Cryptography;
using System.Text;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// What PostgreSQL stores for a password, so that the sandbox sets passwords without one in a statement (the server's log would have it).
/// Written apart from the product's own, so that each proves the other. ASCII passwords only: RFC 5802's SASLprep changes none of those.
/// </summary>
internal static class ScramSha256
{
    public static string Verifier(string password, int iterations = 4096)
    {
        if (!Ascii.IsValid(password))
            throw new ArgumentException("The sandbox sets ASCII passwords only.", nameof(password));
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}$" +
            $"{Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }
}
