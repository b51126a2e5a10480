using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>
/// A token of RDS IAM authentication, by its form (Amazon RDS User Guide, "IAM database authentication"): the only password that goes out
/// through <c>mysql_clear_password</c>.
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
