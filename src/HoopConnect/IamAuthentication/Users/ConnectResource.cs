using HoopConnect.Discovery;

namespace HoopConnect.IamAuthentication.Users;

/// <summary>The resource of <c>rds-db:connect</c> (Amazon RDS User Guide, "Creating and using an IAM policy for IAM database access").</summary>
public static class ConnectResource
{
    /// <summary><c>arn:aws:rds-db:region:account:dbuser:resource-id/user</c>; empty for a database that RDS does not know.</summary>
    public static string Of(RdsDatabase database, string userName)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.Arn.Split(':') is [_, var partition, ..]
            ? $"arn:{partition}:rds-db:{database.Region}:{database.AccountId}:dbuser:{database.ResourceId}/{userName}"
            : "";
    }
}
