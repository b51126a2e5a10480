namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// The role whose members log in by token (Amazon RDS User Guide, "Creating a database account using IAM authentication").
/// </summary>
internal static class TokenRole
{
    /// <summary>Its name.</summary>
    public const string Name = "rds_iam";
}
