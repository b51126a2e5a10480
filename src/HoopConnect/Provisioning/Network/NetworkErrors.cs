using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Network;

/// <summary>What can be wrong with the way to a database.</summary>
internal static class NetworkErrors
{
    public static readonly ErrorDefinition ChangeTimedOut = new(
        "Network.ChangeTimedOut", HoopErrorKind.OperationTimeout,
        "RDS has not changed the security groups in time.",
        "Run again when its status is 'available': what is done already is found.");

    public static readonly ErrorDefinition DatabaseNotAvailable = new(
        "Network.DatabaseNotAvailable", HoopErrorKind.InvalidOperation,
        "The security groups cannot be changed in the present status of the database.",
        "Start it, or wait until its status is 'available', and run again.");

    public static readonly ErrorDefinition GroupInUse = new(
        "Network.GroupInUse", HoopErrorKind.InvalidOperation,
        "The security group has no rule left and is detached, and something still uses it.",
        "See what uses it (network interfaces, rules of other groups), and run again: it is deleted then.");

    public static readonly ErrorDefinition InvalidCidr = new(
        "Network.InvalidCidr", HoopErrorKind.InvalidArgument,
        "It cannot be used as an ingress range.",
        "Give one IPv4 or IPv6 range, for example 10.10.10.10/32.");

    public static readonly ErrorDefinition InvalidSource = new(
        "Network.InvalidSource", HoopErrorKind.InvalidArgument,
        "The source of the rule cannot be used.",
        "Give one range such as 10.10.10.10/32, or one security group such as sg-0123456789abcdef0.");

    public static readonly ErrorDefinition NoPort = new(
        "Network.NoPort", HoopErrorKind.InvalidOperation,
        "The database has no port yet.",
        "Wait until it is available.");

    public static readonly ErrorDefinition NotInPlace = new(
        "Network.NotInPlace", HoopErrorKind.InvalidData,
        "After the change something is still missing.",
        "Someone else may be changing the same security groups; run again.");

    public static readonly ErrorDefinition NotInRds = new(
        "Network.NotInRds", HoopErrorKind.InvalidArgument,
        "A server that RDS does not know has no security groups.",
        "Give an object of Find-HoopRdsInstance, or the ARN of a DB instance or DB cluster.");

    public static readonly ErrorDefinition NoVpc = new(
        "Network.NoVpc", HoopErrorKind.InvalidOperation,
        "The database is in no VPC, so it has no security groups.",
        "Open the way to it by hand.");

    public static readonly ErrorDefinition ProxyNotServed = new(
        "Network.ProxyNotServed", HoopErrorKind.InvalidArgument,
        "The security groups of a proxy are left to you.",
        "Name the instance or cluster behind it.");
}
