using System.Security.Cryptography;
using System.Text;
using HoopConnect.Credentials;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;

namespace HoopConnect.SessionUsers;

/// <summary>
/// The caller's part in the name of a user of one's own, behind the policy's and an underscore: the caller's name in small ASCII letters,
/// digits and hyphens, anything else a hyphen. Where that changed it, it is too long, or entries of the vault end so, it is cut and ends
/// in a hyphen and eight hexadecimal digits of the SHA-256 of the name as given, so that two callers never meet in one user. An engine
/// that leaves fewer than 18 characters (MySQL's 32 leave 4) gets the name itself where it fits unchanged, else as many letters of that
/// hash, in base 32: the mark on the server has the name.
/// </summary>
internal static class PersonalName
{
    private const int HashDigits = 8;
    private const int Shortest = 2 * (HashDigits + 1);
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    /// <param name="caller">The caller's name, as AWS or the operating system has it.</param>
    /// <param name="room">How many characters there are for it.</param>
    /// <exception cref="HoopException"><c>SessionUser.NoCaller</c>: it is empty.</exception>
    public static string Of(string caller, int room)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (string.IsNullOrWhiteSpace(caller))
            throw SessionUserErrors.NoCaller.Error("A user of one's own needs the caller's name, and it is empty.");
        var plain = string.Concat(caller.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
        var isReserved = IsReserved(plain);
        if (plain == caller && plain.Length <= room && !isReserved)
            return plain;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(caller));
        if (room < Shortest)
            return string.Concat(hash.Take(room).Select(value => Base32[value & 31]));
        var readable = isReserved ? "" : plain[..Math.Min(plain.Length, room - HashDigits - 1)].Trim('-');
        return $"{(readable.Length > 0 ? readable : "caller")}-{Convert.ToHexString(hash, 0, HashDigits / 2).ToLowerInvariant()}";
    }

    /// <summary>
    /// True for a name that the vault's entry of another user could end in: <c>x-previous</c> keeps the former password of <c>x</c>.
    /// </summary>
    private static bool IsReserved(string plain)
    {
        var entry = "-" + plain;
        return entry.EndsWith(VaultNames.PreviousSuffix, StringComparison.Ordinal)
            || entry.Contains(VaultNames.Pendings, StringComparison.Ordinal);
    }
}
