namespace HoopConnect.IamAuthentication;

/// <summary>
/// What an endpoint's name says. Names are <c>&lt;name&gt;.&lt;id&gt;.&lt;region&gt;.rds.&lt;suffix&gt;</c>, in China
/// <c>&lt;name&gt;.&lt;id&gt;.rds.&lt;region&gt;.amazonaws.com.cn</c>.
/// </summary>
public static class RdsEndpointName
{
    private static readonly string[] Suffixes =
        [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".c2s.ic.gov", ".sc2s.sgov.gov", ".cloud.adc-e.uk", ".csp.hci.ic.gov"];

    /// <summary>
    /// The region in the endpoint's name; null where the name is no regional endpoint of RDS (a CNAME, an address, a global database's
    /// writer endpoint).
    /// </summary>
    public static string? Region(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = host.TrimEnd('.').ToLowerInvariant();
        var suffix = Array.Find(Suffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal));
        if (suffix is null)
            return null;
        var labels = name[..^suffix.Length].Split('.');
        var rds = Array.LastIndexOf(labels, "rds");
        if (rds < 0)
            return null;
        // The commercial form has the region before "rds", China's has it behind.
        var region = rds == labels.Length - 1 ? (rds > 0 ? labels[rds - 1] : "") : labels[rds + 1];
        return LooksLikeRegion(region) ? region : null;
    }

    private static bool LooksLikeRegion(string label)
    {
        var parts = label.Split('-');
        return parts.Length >= 3
            && parts[^1].Length > 0
            && parts[^1].All(char.IsAsciiDigit)
            && parts[..^1].All(part => part.Length > 0 && part.All(char.IsAsciiLetter));
    }
}
