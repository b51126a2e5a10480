using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases.Roles;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Credentials;

/// <summary>
/// The names of vault entries: letters, digits and hyphens only, at most 127 characters, since some vaults take no more. The state of a
/// password (current, pending, previous) is in its name, since not every vault keeps metadata. A name that would be too long is cut and
/// ends in 16 hexadecimal digits of the SHA-256 of the whole, so it stays the same from run to run and differs from every other.
/// </summary>
public static class VaultNames
{
    /// <summary>The most characters a name has.</summary>
    public const int MaximumLength = 127;

    /// <summary>How many characters of a run's id are in the name of a pending entry.</summary>
    internal const int RunLength = 8;

    /// <summary>What stands between a name and the time of an attempt.</summary>
    internal const string Pendings = "-pending-";

    /// <summary>What the entry of a former password ends in.</summary>
    internal const string PreviousSuffix = "-previous";

    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";
    private const int TimeLength = 19;
    private const int HashLength = 16;

    /// <summary>
    /// The current master credential of a database: <c>HoopConnect-&lt;account&gt;-&lt;region&gt;-&lt;identifier&gt;-master</c>.
    /// </summary>
    public static string ForMaster(DatabaseIdentity database) => Name(database, "master");

    /// <inheritdoc cref="ForMaster(DatabaseIdentity)"/>
    public static string ForMaster(RdsDatabase database) => ForMaster(DatabaseIdentity.Of(database));

    /// <summary>
    /// The current credential of a hoop role: <c>HoopConnect-&lt;account&gt;-&lt;region&gt;-&lt;identifier&gt;-&lt;ro|rw|ddl&gt;</c>.
    /// </summary>
    public static string ForRole(DatabaseIdentity database, RoleKind role) => Name(database, role.Suffix());

    /// <inheritdoc cref="ForRole(DatabaseIdentity, RoleKind)"/>
    public static string ForRole(RdsDatabase database, RoleKind role) => ForRole(DatabaseIdentity.Of(database), role);

    /// <summary>
    /// The current credential of a session user: <c>HoopConnect-&lt;account&gt;-&lt;region&gt;-&lt;identifier&gt;-&lt;entry&gt;</c>.
    /// </summary>
    /// <param name="database">The server.</param>
    /// <param name="entry">The hash in the user's name; for a user of one's own, a hyphen and the caller's part of the name behind
    /// it.</param>
    public static string ForSessionUser(DatabaseIdentity database, string entry) => Name(database, entry);

    /// <summary>
    /// The entry of one attempt to change a password: <c>&lt;name&gt;-pending-&lt;UTC yyyyMMddTHHmmssfffZ&gt;-&lt;run&gt;</c>.
    /// </summary>
    /// <param name="name">The name of the current entry.</param>
    /// <param name="utc">When the attempt began.</param>
    /// <param name="run">What tells this attempt from another of the same millisecond: 8 letters or digits.</param>
    public static string Pending(string name, DateTimeOffset utc, string run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Length != RunLength || !run.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException($"'{run}' is not {RunLength} letters or digits.", nameof(run));
        return Validate(PendingPrefix(name) + utc.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture) + "-" + run);
    }

    /// <summary>What the names of all pending entries of <paramref name="name"/> begin with.</summary>
    public static string PendingPrefix(string name) =>
        Fit(name, MaximumLength - Pendings.Length - TimeLength - 1 - RunLength) + Pendings;

    /// <summary>The entry that keeps the former password: <c>&lt;name&gt;-previous</c>.</summary>
    public static string Previous(string name) => Validate(Fit(name, MaximumLength - PreviousSuffix.Length) + PreviousSuffix);

    /// <summary>
    /// When the attempt of a pending entry began; null where <paramref name="entry"/> is no pending entry of <paramref name="name"/>.
    /// </summary>
    /// <param name="name">The name of the current entry.</param>
    /// <param name="entry">The name to look at.</param>
    public static DateTimeOffset? PendingSince(string name, string entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var prefix = PendingPrefix(name);
        // Exact, since another database's identifier may itself go on with "-pending-".
        if (!entry.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || entry.Length != prefix.Length + TimeLength + 1 + RunLength)
            return null;
        // A vault may keep names in small letters.
        var rest = entry[prefix.Length..].ToUpperInvariant();
        return
            rest[TimeLength] == '-'
            && DateTimeOffset.TryParseExact(
                rest[..TimeLength],
                TimeFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var utc)
            ? utc
            : null;
    }

    /// <summary>Gives the name back if a vault can take it.</summary>
    /// <exception cref="HoopException"><c>Vault.InvalidName</c>.</exception>
    public static string Validate(string name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaximumLength || !name.All(IsAllowed))
        {
            throw VaultErrors.InvalidName.Error(
                $"'{name}' cannot name a vault entry: letters, digits and hyphens only, at most {MaximumLength} of them.", name);
        }

        return name;
    }

    internal static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character == '-';

    /// <summary>
    /// The text, cut so that with a hash of <paramref name="whole"/> it has at most <paramref name="length"/> characters.
    /// </summary>
    internal static string WithHash(string text, string whole, int length)
    {
        var readable = text[..Math.Min(text.Length, length - HashLength - 1)].TrimEnd('-');
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(whole));
        return $"{readable}-{Convert.ToHexString(hash, 0, HashLength / 2).ToLowerInvariant()}";
    }

    private static string Name(DatabaseIdentity database, string role)
    {
        ArgumentNullException.ThrowIfNull(database);
        const string Product = "HoopConnect-";
        return Validate(Product + Fit(database.Key, MaximumLength - Product.Length - 1 - role.Length) + "-" + role);
    }

    private static string Fit(string text, int length) => text.Length <= length ? text : WithHash(text, text, length);
}
