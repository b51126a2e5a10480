namespace HoopConnect.Sandbox.Signing;

/// <summary>The parsed <c>Authorization</c> header of a Signature Version 4 request.</summary>
internal sealed record AuthorizationHeader(string AccessKeyId, CredentialScope Scope, IReadOnlyList<string> SignedHeaders, string Signature)
{
    /// <summary>Null where it is no complete Signature Version 4 header.</summary>
    public static AuthorizationHeader? TryParse(string? text)
    {
        if (text is null || !text.StartsWith(SigningKeys.Algorithm + " ", StringComparison.Ordinal))
            return null;
        var fields = text[(SigningKeys.Algorithm.Length + 1)..]
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(field => field.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        if (
            !fields.TryGetValue("Credential", out var credential)
            || !fields.TryGetValue("SignedHeaders", out var headers)
            || !fields.TryGetValue("Signature", out var signature))
            return null;
        return credential.Split('/') is [var keyId, var date, var region, var service, "aws4_request"]
            ? new AuthorizationHeader(keyId, new CredentialScope(date, region, service), headers.Split(';'), signature)
            : null;
    }
}
