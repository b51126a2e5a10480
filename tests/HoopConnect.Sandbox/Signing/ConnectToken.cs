using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HoopConnect.Sandbox.Signing;

/// <summary>An authentication token as a database server of RDS reads it: a presigned <c>connect</c> request without its scheme.</summary>
internal sealed class ConnectToken
{
    private readonly string _target;
    private readonly Dictionary<string, string> _parameters;

    private ConnectToken(
        string hostAndPort,
        string target,
        Dictionary<string, string> parameters,
        string accessKeyId,
        CredentialScope scope,
        DateTimeOffset signed)
    {
        HostAndPort = hostAndPort;
        _target = target;
        _parameters = parameters;
        AccessKeyId = accessKeyId;
        Scope = scope;
        Signed = signed;
    }

    /// <summary><c>host:port</c> in front of the query.</summary>
    public string HostAndPort { get; }

    public string AccessKeyId { get; }

    public CredentialScope Scope { get; }

    public DateTimeOffset Signed { get; }

    public string UserName => _parameters["DBUser"];

    public string? SessionToken => _parameters.GetValueOrDefault("X-Amz-Security-Token");

    public TimeSpan Lifetime =>
        TimeSpan.FromSeconds(
            int.TryParse(_parameters["X-Amz-Expires"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0);

    /// <summary>Null where the text is no token: a password, or part of a token.</summary>
    public static ConnectToken? TryParse(string text)
    {
        var mark = text.IndexOf("/?", StringComparison.Ordinal);
        if (mark <= 0)
            return null;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text[(mark + 2)..].Split('&').Select(pair => pair.Split('=', 2)))
        {
            if (pair.Length != 2 || !parameters.TryAdd(pair[0], Uri.UnescapeDataString(pair[1])))
                return null;
        }

        string[] needed =
        [
            "Action", "DBUser", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders",
            "X-Amz-Signature",
        ];
        if (
            needed.Any(name => !parameters.ContainsKey(name))
            || parameters["Action"] != "connect"
            || parameters["X-Amz-Algorithm"] != SigningKeys.Algorithm
            || parameters["X-Amz-SignedHeaders"] != "host"
            || parameters["X-Amz-Credential"].Split('/') is not [var keyId, var date, var region, var service, "aws4_request"]
            || !DateTimeOffset.TryParseExact(
                parameters["X-Amz-Date"],
                "yyyyMMdd'T'HHmmss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var signed))
            return null;
        return new ConnectToken(text[..mark], text[mark..], parameters, keyId, new CredentialScope(date, region, service), signed);
    }

    /// <summary>Whether this secret key signed it.</summary>
    public bool IsSignedBy(string secretAccessKey)
    {
        var target = string.Join('&', _target.Split('&').Where(pair => !pair.StartsWith("X-Amz-Signature=", StringComparison.Ordinal)));
        // The scheme is https, whose own port a Host header leaves out.
        var host = HostAndPort.EndsWith(":443", StringComparison.Ordinal) ? HostAndPort[..^4] : HostAndPort;
        var request = new SignedRequest("GET", target, new Dictionary<string, string[]> { ["host"] = [host] }, []);
        var canonical = CanonicalRequest.Of(request, ["host"], SigningKeys.Sha256Hex([]));
        var expected = SigningKeys.Sign(
            SigningKeys.Derive(secretAccessKey, Scope), SigningKeys.StringToSign(_parameters["X-Amz-Date"], Scope, canonical));
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(_parameters["X-Amz-Signature"]));
    }
}
