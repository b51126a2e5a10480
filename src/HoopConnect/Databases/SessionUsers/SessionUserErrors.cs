using HoopConnect.Hosting;

namespace HoopConnect.Databases.SessionUsers;

/// <summary>What can be wrong with the expiring users of session policies.</summary>
internal static class SessionUserErrors
{
    public static readonly ErrorDefinition CannotAdopt = new(
        "SessionUser.CannotAdopt", HoopErrorKind.PermissionDenied,
        "The user of that name cannot be taken over.",
        "Rename or drop it as who may.");

    public static readonly ErrorDefinition CannotAlter = new(
        "SessionUser.CannotAlter", HoopErrorKind.PermissionDenied,
        "The granter may not alter the user, which another granter made.",
        "Use the granter that made it, or have that one grant it WITH ADMIN OPTION.");

    public static readonly ErrorDefinition CannotCreate = new(
        "SessionUser.CannotCreate", HoopErrorKind.PermissionDenied,
        "The granter may not make users.",
        "Use a granter that may, such as the master user.");

    public static readonly ErrorDefinition CannotGrant = new(
        "SessionUser.CannotGrant", HoopErrorKind.PermissionDenied,
        "The granter cannot grant what the policy asks for. Nothing was changed.",
        "Use a granter that owns these objects or has the privileges with grant option, or change the policy.");

    public static readonly ErrorDefinition DatabaseNotFound = new(
        "SessionUser.DatabaseNotFound", HoopErrorKind.ObjectNotFound,
        "A database of the policy is not on the server, or takes no connections. Nothing was changed.",
        "Mend the policy (names are case-sensitive), or make the database.");

    public static readonly ErrorDefinition EngineMismatch = new(
        "SessionUser.EngineMismatch", HoopErrorKind.InvalidArgument,
        "The policy is for another engine than that of the granter's server.",
        "Give the granter of a server of the policy's engine.");

    public static readonly ErrorDefinition EngineNotServed = new(
        "SessionUser.EngineNotServed", HoopErrorKind.NotImplemented,
        "Session users are not served on that engine.",
        "PostgreSQL, MySQL and MariaDB have them.");

    public static readonly ErrorDefinition ExpirationTooLong = new(
        "SessionUser.ExpirationTooLong", HoopErrorKind.InvalidArgument,
        "A longer life was asked for than the policy gives.",
        "Ask for less, or have the policy changed.");

    public static readonly ErrorDefinition HasPowers = new(
        "SessionUser.HasPowers", HoopErrorKind.PermissionDenied,
        "Somebody gave the user powers on the whole server that the granter cannot take back: its password is not given out.",
        "Who may, takes them back with the statement that is in the recommended action.");

    public static readonly ErrorDefinition Incomplete = new(
        "SessionUser.Incomplete", HoopErrorKind.InvalidOperation,
        "The user was made and lacks something that the policy gives.",
        "Use a granter that has the policy's privileges with grant option; then run it again.");

    public static readonly ErrorDefinition NoCaller = new(
        "SessionUser.NoCaller", HoopErrorKind.InvalidArgument,
        "A user of one's own needs the caller's name, and it is empty.",
        "Give AWS credentials, whose user is taken, or leave -Personal out.");

    public static readonly ErrorDefinition NotFound = new(
        "SessionUser.NotFound", HoopErrorKind.ObjectNotFound,
        "There is no session user of that name on the servers that were read.",
        "Get-HoopSessionUser without -UserName lists those there are.");

    public static readonly ErrorDefinition NotOurs = new(
        "SessionUser.NotOurs", HoopErrorKind.ResourceExists,
        "There is a user of that name that HoopConnect did not make, or made for something else.",
        "-Adopt takes it over: it gets a new password, an expiry and exactly the policy's privileges.");

    public static readonly ErrorDefinition NotRemoved = new(
        "SessionUser.NotRemoved", HoopErrorKind.InvalidOperation,
        "Users that were to be removed are still there.",
        "Their findings say what holds them, and who can mend it; then run again.");

    public static readonly ErrorDefinition OfAnother = new(
        "SessionUser.OfAnother", HoopErrorKind.ResourceExists,
        "The user is somebody else's own.",
        "Use the shared user of the policy, or have that user removed.");

    public static readonly ErrorDefinition PoliciesNeeded = new(
        "SessionUser.PoliciesNeeded", HoopErrorKind.InvalidArgument,
        "Which users are stale can be told only where the policies are known.",
        "Give all policies that are in use with -PolicyFile.");

    public static readonly ErrorDefinition SchemaNotFound = new(
        "SessionUser.SchemaNotFound", HoopErrorKind.ObjectNotFound,
        "A schema of the policy is not in its database. Nothing was changed.",
        "Mend the policy (names are case-sensitive), or make the schema.");

    public static readonly ErrorDefinition SystemSchema = new(
        "SessionUser.SystemSchema", HoopErrorKind.InvalidArgument,
        "A schema of the policy is the server's own; nothing is granted there.",
        "Name the schemas of your applications.");
}
