using HoopConnect.Hosting;

namespace HoopConnect.Discovery;

/// <summary>What can be wrong with what databases are looked for by.</summary>
internal static class DiscoveryErrors
{
    /// <summary>The failure of a database: its ARN is the target, of a server that RDS does not know the host.</summary>
    public static HoopException Error(
        this ErrorDefinition definition, RdsDatabase database, string message, string? action = null, Exception? cause = null) =>
        definition.Error(message, database.Arn.Length > 0 ? database.Arn : database.HostName, action, cause);

    public static readonly ErrorDefinition AccountNotFound = new(
        "Discovery.AccountNotFound", HoopErrorKind.ObjectNotFound,
        "There is no such account in the organisation.",
        "See the accounts there are with Get-HoopAwsAccount.");

    public static readonly ErrorDefinition InvalidArn = new(
        "Discovery.InvalidArn", HoopErrorKind.InvalidArgument,
        "It is not the ARN of a database of RDS.",
        "Take the ARN from Find-HoopRdsInstance.");

    public static readonly ErrorDefinition InvalidThrottleLimit = new(
        "Discovery.InvalidThrottleLimit", HoopErrorKind.InvalidArgument,
        "So many accounts and regions cannot be asked at a time.",
        "Give 1 or more.");
}
