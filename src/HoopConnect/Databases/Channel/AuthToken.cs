using HoopConnect.Secrets;

namespace HoopConnect.Databases.Channel;

/// <summary>
/// A token of RDS IAM authentication, by its form (Amazon RDS User Guide, "IAM database authentication"): the only password that goes out
/// as it is where a server asks for it in clear.
/// </summary>
internal static class AuthToken
{
    /// <summary>True for a token.</summary>
    public static bool Is(Secret password)
    {
        var text = password.Reveal();
        return text.Contains("Action=connect", StringComparison.Ordinal) && text.Contains("X-Amz-Signature=", StringComparison.Ordinal);
    }
}
