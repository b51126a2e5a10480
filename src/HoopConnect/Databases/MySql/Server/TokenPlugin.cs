namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// The plugin by which users log in by token (Amazon RDS User Guide, "Creating a database account using IAM authentication").
/// </summary>
internal static class TokenPlugin
{
    /// <summary>Its name.</summary>
    public const string Name = "AWSAuthenticationPlugin";

    /// <summary>What stands behind it: the method that is meant for it.</summary>
    public const string Method = "RDS";

    /// <summary>True for an account that logs in by token.</summary>
    public static bool IsOf(AccountReading? account) => string.Equals(account?.Plugin, Name, StringComparison.OrdinalIgnoreCase);
}
