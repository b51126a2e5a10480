using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HoopConnect.Aws;
using HoopConnect.Secrets;

namespace HoopConnect.IamAuthentication;

/// <summary>
/// Makes RDS authentication tokens: a Signature Version 4 presigned <c>connect</c> request for the service <c>rds-db</c>, without its
/// scheme (Amazon RDS User Guide, "Connecting to your DB instance using IAM authentication"). It is signed here; AWS is not asked.
/// </summary>
public sealed class AuthTokenGenerator(TimeProvider? timeProvider = null)
{
    /// <summary>How long a token is accepted for a new connection.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const string HashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly TimeProvider _clock = timeProvider ?? TimeProvider.System;
    private readonly SigningKeyCache _keys = new();

    /// <summary>Makes one token. Can be called from many threads.</summary>
    public AuthToken Generate(SigningCredentials credentials, AuthTokenRequest request)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(request);
        var now = _clock.GetUtcNow();
        var time = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var day = time[..8];
        var hostAndPort = $"{request.Host}:{request.Port.ToString(CultureInfo.InvariantCulture)}";

        // A query is signed with its members in the order of their names; SDKs send the security token behind the signed headers.
        var beforeToken =
            "Action=connect&DBUser=" + Uri.EscapeDataString(request.UserName) +
            "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + Uri.EscapeDataString(credentials.AccessKey) +
            $"%2F{day}%2F{request.Region}%2Frds-db%2Faws4_request&X-Amz-Date={time}&X-Amz-Expires=900";
        var sessionToken = credentials.SessionToken is { } session ? "&X-Amz-Security-Token=" + Uri.EscapeDataString(session.Reveal()) : "";
        const string SignedHeaders = "&X-Amz-SignedHeaders=host";

        var canonicalRequest =
            $"GET\n/\n{beforeToken}{sessionToken}{SignedHeaders}\nhost:{HostHeader(request, hostAndPort)}\n\nhost\n{HashOfNothing}";
        var stringToSign =
            $"AWS4-HMAC-SHA256\n{time}\n{day}/{request.Region}/rds-db/aws4_request\n{HexOfHash(canonicalRequest, key: null)}";
        var signature = HexOfHash(stringToSign, _keys.Get(credentials, day, request.Region));

        var token = $"{hostAndPort}/?{beforeToken}{SignedHeaders}{sessionToken}&X-Amz-Signature={signature}";
        var expires = now.UtcDateTime + Lifetime;
        return new AuthToken(Secret.From(token), credentials.Expires is { } end && end < expires ? end : expires);
    }

    // A Host header leaves out the scheme's own port (RFC 9110, section 7.2); signers do the same.
    private static string HostHeader(AuthTokenRequest request, string hostAndPort) => request.Port == 443 ? request.Host : hostAndPort;

    /// <summary>SHA-256 of the text in UTF-8, or its HMAC where there is a key, in lower-case hexadecimal digits.</summary>
    private static string HexOfHash(string text, SigningKey? key)
    {
        // Only a session token makes the text long.
        const int onStack = 2048;
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = size > onStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        Span<byte> buffer = rented ?? stackalloc byte[onStack];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var bytes = buffer[..Encoding.UTF8.GetBytes(text, buffer)];
        if (key is null)
            SHA256.HashData(bytes, hash);
        else
            key.Sign(bytes, hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);

        return Convert.ToHexString(hash).ToLowerInvariant();
    }
}
