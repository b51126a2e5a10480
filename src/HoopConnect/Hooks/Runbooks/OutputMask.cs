using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>Secrets as they may stand in a text, in each of the ways in which scripts write them.</summary>
internal sealed class OutputMask
{
    // A shorter one would take half of any text with it.
    private const int ShortestSecret = 4;

    private readonly byte[][] _patterns;

    /// <summary>The mask of these secrets.</summary>
    public OutputMask(IEnumerable<string> secrets) =>
        _patterns = [.. secrets
            .Where(secret => secret.Length >= ShortestSecret)
            .SelectMany(Forms)
            .Distinct(StringComparer.Ordinal)
            .Select(Encoding.UTF8.GetBytes)
            // The longest first: one secret may be the beginning of another.
            .OrderByDescending(pattern => pattern.Length)];

    /// <summary>How many bytes the longest one has.</summary>
    public int Longest => _patterns.Length == 0 ? 0 : _patterns[0].Length;

    /// <summary>How many bytes the secret has that a text begins with; 0 where it begins with none.</summary>
    public int LengthAt(ReadOnlySpan<byte> text)
    {
        foreach (var pattern in _patterns)
        {
            if (text.StartsWith(pattern))
                return pattern.Length;
        }

        return 0;
    }

    private static IEnumerable<string> Forms(string secret) =>
    [
        secret,
        JsonEncodedText.Encode(secret).ToString(),
        JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        // Python's repr, and a string of a shell or of SQL.
        secret.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal),
        secret.Replace("'", "''", StringComparison.Ordinal),
        Uri.EscapeDataString(secret),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
    ];
}
