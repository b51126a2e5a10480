using System.Globalization;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>Which server it is, and what differs between the versions that are served: MySQL 5.7 to 9, MariaDB 10.4 and later.</summary>
/// <param name="IsMariaDb">MariaDB, not MySQL.</param>
/// <param name="Number">Its number.</param>
internal sealed record ServerRelease(bool IsMariaDb, Version Number)
{
    /// <summary>
    /// Reads <c>VERSION()</c>: <c>8.0.46-0ubuntu0.24.04.5</c>, <c>10.11.19-MariaDB-log</c>, <c>5.5.5-10.6.18-MariaDB</c>.
    /// </summary>
    public static ServerRelease Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // MariaDB below 11 puts this before its own version in the handshake, for clients that would take 10 for older than 5.
        const string masquerade = "5.5.5-";
        var mariaDb = text.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
        if (mariaDb && text.StartsWith(masquerade, StringComparison.Ordinal))
            text = text[masquerade.Length..];
        var numbers = new List<int>();
        foreach (var part in text.Split('.').Take(3))
        {
            var digits = new string(part.TakeWhile(char.IsAsciiDigit).ToArray());
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                break;
            numbers.Add(number);
            if (digits.Length < part.Length)
                break;
        }

        while (numbers.Count < 3)
            numbers.Add(0);
        return new ServerRelease(mariaDb, new Version(numbers[0], numbers[1], numbers[2]));
    }

    /// <summary>Users carry attributes (<c>ALTER USER ... ATTRIBUTE</c>), and with them our mark.</summary>
    public bool HasUserAttributes => IsMySql(8, 0, 21);

    /// <summary>There are roles in the server's sense, and membership in one can prove whose a user is (<see cref="MarkRole"/>).</summary>
    public bool HasMarkRoles => !HasUserAttributes && (IsMariaDb || IsMySql(8, 0, 0));

    /// <summary>
    /// The server itself can say whose a user is. MySQL 5.7 cannot: there only a password that we stored and that logs in can.
    /// </summary>
    public bool HasProof => HasUserAttributes || HasMarkRoles;

    /// <summary>MySQL keeps the roles that accounts take at login in a table of its own.</summary>
    public bool HasDefaultRoles => IsMySql(8, 0, 0);

    /// <summary>The variable <c>partial_revokes</c> is there.</summary>
    public bool HasPartialRevokes => IsMySql(8, 0, 16);

    /// <summary>The variable <c>caching_sha2_password_digest_rounds</c> is there.</summary>
    public bool HasDigestRounds => IsMySql(8, 0, 24);

    /// <summary>The plugin of a new user.</summary>
    public string DefaultPlugin => IsMySql(8, 0, 4) ? PasswordHash.CachingSha2 : PasswordHash.Native;

    /// <summary>Accounts can be locked: MySQL 5.7.6, MariaDB 10.4.2.</summary>
    public bool HasAccountLock => IsMariaDb ? Number >= new Version(10, 4, 2) : Number >= new Version(5, 7, 6);

    /// <summary>Older than any that is served.</summary>
    public bool IsTooOld => IsMariaDb ? Number < new Version(10, 4, 2) : Number < new Version(5, 7, 8);

    /// <inheritdoc/>
    public override string ToString() => $"{(IsMariaDb ? "MariaDB" : "MySQL")} {Number}";

    private bool IsMySql(int major, int minor, int patch) => !IsMariaDb && Number >= new Version(major, minor, patch);
}
