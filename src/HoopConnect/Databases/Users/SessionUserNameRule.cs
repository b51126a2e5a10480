
namespace HoopConnect.Databases.Users;

/// <summary>
/// What the name of a session user looks like to whoever finds it on a server: the beginning, eight hexadecimal digits, and what a user of
/// one's own adds.
/// </summary>
internal static class SessionUserNameRule
{
    /// <summary>What every session user's name begins with.</summary>
    public const string Prefix = "_hoop_session_user_";

    private const int HashLength = 8;

    /// <summary>The digits that say which shape of policy it is; null for a name that is not made by the rule.</summary>
    public static string? HashOf(string userName)
    {
        if (userName.Length < Prefix.Length + HashLength || !userName.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var hash = userName.Substring(Prefix.Length, HashLength);
        return hash.All(char.IsAsciiHexDigitLower) ? hash : null;
    }
}
