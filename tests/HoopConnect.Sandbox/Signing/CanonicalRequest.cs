using System.Text;

namespace HoopConnect.Sandbox.Signing;

/// <summary>The canonical form of a request that both sides hash (IAM User Guide, "Create a canonical request").</summary>
internal static class CanonicalRequest
{
    public static string Of(SignedRequest request, IReadOnlyList<string> signedHeaders, string payloadHash)
    {
        var mark = request.RawTarget.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? request.RawTarget : request.RawTarget[..mark];
        var query = mark < 0 ? "" : request.RawTarget[(mark + 1)..];
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n').Append(Path(path)).Append('\n').Append(Query(query)).Append('\n');
        foreach (var name in signedHeaders)
            text.Append(name).Append(':').Append(HeaderValue(request, name)).Append('\n');
        return text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(payloadHash).ToString();
    }

    // Every service but S3 encodes the path once more than the wire does, after taking "." and ".." and empty segments out.
    private static string Path(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment is "" or ".")
                continue;
            if (segment != "..")
                kept.Add(Encode(segment));
            else if (kept.Count > 0)
                kept.RemoveAt(kept.Count - 1);
        }
        var joined = "/" + string.Join('/', kept);
        return path.EndsWith('/') && kept.Count > 0 ? joined + "/" : joined;
    }

    private static string Query(string query)
    {
        var pairs = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => (Name: Recode(pair[0]), Value: pair.Length == 2 ? Recode(pair[1]) : ""))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal);
        return string.Join('&', pairs.Select(pair => $"{pair.Name}={pair.Value}"));
    }

    private static string HeaderValue(SignedRequest request, string name) =>
        request.Headers.TryGetValue(name, out var values) ? string.Join(',', values.Select(Collapse)) : "";

    private static string Collapse(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Recode(string encoded) => Encode(Uri.UnescapeDataString(encoded));

    // Uri.EscapeDataString leaves exactly RFC 3986's unreserved characters alone, as the signature wants.
    private static string Encode(string text) => Uri.EscapeDataString(text);
}
