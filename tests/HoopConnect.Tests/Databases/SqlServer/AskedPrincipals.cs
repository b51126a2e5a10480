using System.Text.RegularExpressions;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer;

/// <summary>The names and SIDs that a query of the catalogue asks for, by its parameters.</summary>
internal sealed partial class AskedPrincipals(TdsRequest request)
{
    private readonly IReadOnlyList<string> _names =
        [.. Texts().Matches(request.AsBatch).Select(match => match.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal))];

    private readonly IReadOnlyList<byte[]> _sids = [.. Bytes().Matches(request.AsBatch)
        .Select(match => Convert.FromHexString(match.Groups[1].Value))];

    public bool HasSid(byte[] sid) => sid.Length > 0 && _sids.Any(asked => asked.AsSpan().SequenceEqual(sid));

    /// <summary>The place of a name among those that are asked for, as the server compares names; null for one that is not.</summary>
    public object? IndexOf(string name, IEqualityComparer<string> collation)
    {
        for (var i = 0; i < _names.Count; i++)
        {
            if (collation.Equals(_names[i], name))
                return i;
        }

        return null;
    }

    [GeneratedRegex(@"@p\d+ nvarchar\(4000\) = N'((?:[^']|'')*)'")]
    private static partial Regex Texts();

    [GeneratedRegex(@"@p\d+ varbinary\(8000\) = 0x([0-9A-F]*)")]
    private static partial Regex Bytes();
}
