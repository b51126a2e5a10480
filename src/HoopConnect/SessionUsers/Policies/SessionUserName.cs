using System.Globalization;
using System.Text;
using HoopConnect.Databases.Users;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>
/// The name of a policy's user: <c>_hoop_session_user_</c> and the CRC-32 (IEEE 802.3), in eight lower-case hexadecimal digits, of the
/// sorted instances joined by commas, a colon, and the sorted privileges joined by commas, all as spelled and in UTF-8. Policies of the
/// same shape share a user, as in Hoop.
/// </summary>
public static class SessionUserName
{
    /// <summary>What every session user's name begins with.</summary>
    public const string Prefix = Databases.Users.SessionUserNameRule.Prefix;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(TableEntry)];

    /// <summary>The name for these entries, which may be in any order.</summary>
    public static string Of(IEnumerable<string> instances, IEnumerable<string> privileges) =>
        Prefix + Crc32(Encoding.UTF8.GetBytes($"{Joined(instances)}:{Joined(privileges)}")).ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>The eight digits of a policy's user, by which vault entries and locks are named.</summary>
    public static string Hash(SessionPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.UserName[Prefix.Length..];
    }

    private static string Joined(IEnumerable<string> entries) => string.Join(',', entries.Order(StringComparer.Ordinal));

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
            crc = (crc >> 8) ^ Table[(byte)(crc ^ one)];
        return ~crc;
    }

    private static uint TableEntry(int index)
    {
        var entry = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            entry = (entry & 1) != 0 ? (entry >> 1) ^ 0xEDB88320 : entry >> 1;
        return entry;
    }
}
