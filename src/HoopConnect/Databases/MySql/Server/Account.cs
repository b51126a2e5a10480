using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>A user and where it may come from (MySQL Reference Manual, "Specifying Account Names").</summary>
/// <param name="User">The user name.</param>
/// <param name="Host">A host name, an address, or a pattern of one; <c>%</c> for anywhere.</param>
internal sealed record Account(string User, string Host)
{
    /// <summary>Longest host pattern that every served version takes.</summary>
    private const int MaxHostLength = 60;

    private const int MaxUserLength = 32;
    private const int MaxMariaDbUserLength = 128;

    /// <summary>The account in SQL text: each part in single quotes.</summary>
    public string Sql => $"'{User.Replace("'", "''", StringComparison.Ordinal)}'@'{Host.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Checks the parts, so that <see cref="Sql"/> means the same whatever the session's <c>sql_mode</c> is.</summary>
    /// <exception cref="HoopException"><c>Database.InvalidName</c>, <c>Database.InvalidHostPattern</c>.</exception>
    public static Account Create(string user, string host, bool mariaDb)
    {
        var longest = mariaDb ? MaxMariaDbUserLength : MaxUserLength;
        var problem = user.Length == 0 ? "it is empty"
            : user.Length > longest ? $"it is longer than {longest} characters"
            : user.Any(character => character is '\0' or '\\' || char.IsSurrogate(character))
                ? "it has a NUL, a backslash, or a character beyond the basic multilingual plane"
            : null;
        if (problem is not null)
            throw DatabaseErrors.InvalidName.Error($"'{user}' cannot be a user here: {problem}.", user);
        CheckHost(host);
        // The server keeps host names in lower case.
        return new Account(user, host.ToLowerInvariant());
    }

    /// <summary>From <c>user@host</c>, as CURRENT_USER() and DEFINER say it.</summary>
    public static Account OfText(string text)
    {
        var at = text.LastIndexOf('@');
        return at < 0 ? new Account(text, "") : new Account(text[..at], text[(at + 1)..].ToLowerInvariant());
    }

    /// <summary>Refuses what cannot be the host part of an account.</summary>
    /// <exception cref="HoopException"><c>Database.InvalidHostPattern</c>.</exception>
    public static void CheckHost(string host)
    {
        if (host.Length is 0 or > MaxHostLength
            || !host.All(character => char.IsAsciiLetterOrDigit(character) || ".-_%:/".Contains(character)))
        {
            throw DatabaseErrors.InvalidHostPattern.Error(
                $"'{host}' is no host pattern: it takes a host name, an address (10.0.0.7), a pattern (10.0.%), or an address with a " +
                    $"mask (10.0.0.0/255.255.0.0), of at most {MaxHostLength} characters.",
                host);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Sql;
}
