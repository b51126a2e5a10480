using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HoopConnect.Sandbox.Model;

namespace HoopConnect.Sandbox.Signing;

/// <summary>
/// Verifies requests the way AWS does: own implementation, so that a mistake of the product's signer is not repeated here.
/// </summary>
internal sealed class SigV4Verifier(AccessKeys keys, TimeProvider time)
{
    /// <summary>How far a request's date may be from ours.</summary>
    public static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(15);

    /// <summary>Says what is wrong with the request, and whose it is where the key is known.</summary>
    public (SignatureFault Fault, AccessKey? Key) Verify(SignedRequest request)
    {
        var authorization = AuthorizationHeader.TryParse(request.Header("authorization"));
        if (authorization is null || request.Header("x-amz-date") is not { } amzDate)
            return (SignatureFault.Missing, null);
        var key = keys.Find(authorization.AccessKeyId);
        if (key is null || key.SessionToken != request.Header("x-amz-security-token"))
            return (SignatureFault.UnknownKey, null);
        if (
            !DateTimeOffset.TryParseExact(
                amzDate, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            || authorization.Scope.Date != amzDate[..8])
            return (SignatureFault.Mismatch, key);
        if ((time.GetUtcNow() - date).Duration() > AllowedSkew)
            return (SignatureFault.ClockSkewed, key);
        if (
            !SignsWhatItMust(request, authorization)
            || PayloadHash(request) is not { } payloadHash
            || !IsSignedBy(key, request, authorization, amzDate, payloadHash))
            return (SignatureFault.Mismatch, key);
        // AWS tells of an expired session only to who holds its secret.
        return key.Expires <= time.GetUtcNow() ? (SignatureFault.SessionExpired, key) : (SignatureFault.None, key);
    }

    private static bool IsSignedBy(
        AccessKey key, SignedRequest request, AuthorizationHeader authorization, string amzDate, string payloadHash)
    {
        var canonical = CanonicalRequest.Of(request, authorization.SignedHeaders, payloadHash);
        var toSign = SigningKeys.StringToSign(amzDate, authorization.Scope, canonical);
        var expected = SigningKeys.Sign(SigningKeys.Derive(key.SecretAccessKey, authorization.Scope), toSign);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(authorization.Signature));
    }

    // host and every x-amz-* header must be signed, the list sorted, and each signed header must have been sent.
    private static bool SignsWhatItMust(SignedRequest request, AuthorizationHeader authorization)
    {
        var signed = authorization.SignedHeaders;
        return signed.Contains("host")
            && signed.SequenceEqual(signed.Order(StringComparer.Ordinal))
            && signed.All(request.Headers.ContainsKey)
            && request.Headers.Keys.Where(name => name.StartsWith("x-amz-", StringComparison.Ordinal)).All(signed.Contains);
    }

    // Only S3 takes UNSIGNED-PAYLOAD: the payload is always hashed here.
    private static string? PayloadHash(SignedRequest request)
    {
        var actual = SigningKeys.Sha256Hex(request.Body);
        return request.Header("x-amz-content-sha256") is { } declared && declared != actual ? null : actual;
    }
}
