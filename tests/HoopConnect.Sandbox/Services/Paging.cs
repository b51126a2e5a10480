using System.Globalization;
using System.Text;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>Pages with opaque tokens: a caller who invents one is refused.</summary>
internal static class Paging
{
    public static (IReadOnlyList<T> Items, string? Next) Take<T>(
        IReadOnlyList<T> all, string? token, int size, Func<AwsFailureException> badToken)
    {
        var start = token is null ? 0 : Position(token) ?? throw badToken();
        if (start > all.Count)
            throw badToken();
        var items = all.Skip(start).Take(size).ToList();
        return (items, start + items.Count < all.Count ? Token(start + items.Count) : null);
    }

    private static string Token(int position) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes("sandbox-page:" + position.ToString(CultureInfo.InvariantCulture)));

    private static int? Position(string token)
    {
        var buffer = new byte[token.Length];
        return Convert.TryFromBase64String(token, buffer, out var written)
            && Encoding.ASCII.GetString(buffer, 0, written).Split(':') is ["sandbox-page", var number]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;
    }
}
