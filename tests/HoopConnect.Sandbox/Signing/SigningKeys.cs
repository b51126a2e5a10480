using System.Security.Cryptography;
using System.Text;

namespace HoopConnect.Sandbox.Signing;

/// <summary>The arithmetic of AWS Signature Version 4 (IAM User Guide, "Create a signed AWS API request").</summary>
internal static class SigningKeys
{
    public const string Algorithm = "AWS4-HMAC-SHA256";

    public static byte[] Derive(string secretAccessKey, CredentialScope scope)
    {
        var key = Hmac(Encoding.UTF8.GetBytes("AWS4" + secretAccessKey), scope.Date);
        key = Hmac(key, scope.Region);
        key = Hmac(key, scope.Service);
        return Hmac(key, "aws4_request");
    }

    public static string StringToSign(string amzDate, CredentialScope scope, string canonicalRequest) =>
        string.Join('\n', Algorithm, amzDate, scope.ToString(), Sha256Hex(Encoding.UTF8.GetBytes(canonicalRequest)));

    public static string Sign(byte[] signingKey, string stringToSign) => Convert.ToHexStringLower(Hmac(signingKey, stringToSign));

    public static string Sha256Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
