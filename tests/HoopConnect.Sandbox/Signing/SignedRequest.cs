namespace HoopConnect.Sandbox.Signing;

/// <summary>A request as it came over the wire: nothing decoded, nothing trimmed.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="RawTarget">Path and query as sent.</param>
/// <param name="Headers">Header names in lower case with their values in the order they came.</param>
/// <param name="Body">The payload.</param>
internal sealed record SignedRequest(string Method, string RawTarget, IReadOnlyDictionary<string, string[]> Headers, byte[] Body)
{
    /// <summary>The first value of a header; null where it was not sent.</summary>
    public string? Header(string lowerCaseName) =>
        Headers.TryGetValue(lowerCaseName, out var values) && values.Length > 0 ? values[0] : null;
}
