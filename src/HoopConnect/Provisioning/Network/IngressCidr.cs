using System.Net;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Network;

/// <summary>An IPv4 or IPv6 range for an ingress rule, in its canonical form (no host bits set).</summary>
public sealed record IngressCidr
{
    private IngressCidr(IPNetwork network) => Network = network;

    /// <summary>The range.</summary>
    public IPNetwork Network { get; }

    /// <summary>True for an IPv6 range.</summary>
    public bool IsIPv6 => Network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    /// <summary>
    /// Reads <c>10.1.0.0/16</c>, <c>2001:db8::/32</c>, or a bare address (the /32 or /128 of it).
    /// </summary>
    /// <exception cref="HoopException"><c>Network.InvalidCidr</c>: not a range, or host bits are set (EC2 would silently change it), or the
    /// whole internet.</exception>
    public static IngressCidr Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        var slash = trimmed.IndexOf('/', StringComparison.Ordinal);
        var addressPart = slash < 0 ? trimmed : trimmed[..slash];
        if (!IPAddress.TryParse(addressPart, out var address) || !LooksComplete(address, addressPart))
            throw Invalid(text, "it is not an address or a range such as 10.10.0.0/16 or 2001:db8::/32");
        var bits = address.GetAddressBytes().Length * 8;
        var prefix = bits;
        if (
            slash >= 0
            && (
                !int.TryParse(
                    trimmed[(slash + 1)..],
                    System.Globalization.NumberStyles.None,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out prefix)
                || prefix > bits))
            throw Invalid(text, $"the prefix length must be 0 to {bits}");
        if (prefix == 0)
            throw Invalid(text, "it would let in the whole internet; name the range that needs access");
        // .NET 8's IPNetwork refuses set host bits and .NET 10's drops them: decided here, the same on both.
        var networkAddress = Masked(address, prefix);
        if (!networkAddress.Equals(address))
            throw Invalid(text, $"bits behind the prefix are set; the range it lies in is {networkAddress}/{prefix}");
        return new IngressCidr(new IPNetwork(networkAddress, prefix));
    }

    /// <summary>The canonical text, for example <c>10.1.0.0/16</c>.</summary>
    public override string ToString() => Network.ToString();

    private static bool LooksComplete(IPAddress address, string text) =>
        // IPAddress takes "10.1" and "0x7f.1" too; in a firewall rule those are typing errors. Zone ids have no place in one either.
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? text.Split('.') is { Length: 4 } parts
                && parts.All(part => part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0'))
            : !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal);

    private static IPAddress Masked(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }

    private static HoopException Invalid(string text, string why) =>
        NetworkErrors.InvalidCidr.Error($"'{text}' cannot be used as an ingress CIDR: {why}.", text);
}
