using HoopConnect.Hosting;

namespace HoopConnect.IdentityCenter.Queue;

/// <summary>A queue of SQS by its URL.</summary>
/// <param name="Url">The URL as SQS gives it.</param>
/// <param name="Region">The region that its host names; null where it names none, as that of an endpoint of one's own.</param>
public sealed record QueueLocation(string Url, string? Region)
{
    /// <summary>Reads the URL, such as <c>https://sqs.eu-west-1.amazonaws.com/111122223333/events</c>.</summary>
    /// <exception cref="HoopException"><c>IdentityCenter.InvalidQueue</c>.</exception>
    public static QueueLocation Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.Scheme is "https" or "http"
            && address is { UserInfo: "", Query: "", Fragment: "" }
            && address.AbsolutePath.Split('/') is ["", { Length: 12 } account, { Length: > 0 and <= 80 } name]
            && account.All(char.IsAsciiDigit)
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? new QueueLocation(url, RegionOf(address.Host))
            : throw IdentityCenterErrors.InvalidQueue.Error($"'{url}' is not the URL of a queue.", url);
    }

    // Amazon SQS Developer Guide, "Amazon SQS endpoints and quotas": sqs.<region>.<suffix>, sqs-fips.<region>.<suffix>, and the former
    // <region>.queue.<suffix>.
    private static string? RegionOf(string host) => host.Split('.') switch
    {
        ["sqs" or "sqs-fips", var region, _, ..] => region,
        [var region, "queue", _, ..] => region,
        _ => null,
    };
}
