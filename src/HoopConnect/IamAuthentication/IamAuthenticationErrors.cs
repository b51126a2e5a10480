using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication;

/// <summary>What can be wrong with IAM authentication and its tokens.</summary>
internal static class IamAuthenticationErrors
{
    public static readonly ErrorDefinition EngineNotServed = new(
        "IamAuthentication.EngineNotServed", HoopErrorKind.NotImplemented,
        "RDS has no IAM authentication for that engine or version.",
        "Leave it out.");

    public static readonly ErrorDefinition InvalidDeadline = new(
        "IamAuthentication.InvalidDeadline", HoopErrorKind.InvalidArgument,
        "The deadline is too short or too long.",
        "Give a deadline within the limits that the message names.");

    public static readonly ErrorDefinition InvalidEndpoint = new(
        "IamAuthentication.InvalidEndpoint", HoopErrorKind.InvalidArgument,
        "A token cannot be signed for that host and port.",
        "Give the endpoint as RDS names it, without port or scheme, and the database's port.");

    public static readonly ErrorDefinition NoRegion = new(
        "IamAuthentication.NoRegion", HoopErrorKind.InvalidArgument,
        "The region cannot be read from the host: it is no endpoint name of RDS.",
        "Name the region, and the real endpoint as host: a token signed for another name is refused.");

    public static readonly ErrorDefinition NoUserName = new(
        "IamAuthentication.NoUserName", HoopErrorKind.InvalidArgument,
        "A token needs the database user it is for.",
        "Name the user, exactly as the database spells it. Only a session of IAM Identity Center says it by itself (aws sso login).");

    public static readonly ErrorDefinition NotApplied = new(
        "IamAuthentication.NotApplied", HoopErrorKind.OperationTimeout,
        "RDS took the change, and IAM authentication is not on after the deadline.",
        "Look at the database's recent events, then run again, with a longer -DeadlineSeconds where it is still being modified.");

    public static readonly ErrorDefinition NotAvailable = new(
        "IamAuthentication.NotAvailable", HoopErrorKind.InvalidOperation,
        "The database cannot be modified in its present status.",
        "Wait until it is available, or leave it out.");

    public static readonly ErrorDefinition PendingModifications = new(
        "IamAuthentication.PendingModifications", HoopErrorKind.InvalidOperation,
        "Other modifications are pending, and -ApplyImmediately would apply them too.",
        "Leave -ApplyImmediately out, wait until they are applied, or use -AllowPendingModifications (some of them reboot the database).");

    public static readonly ErrorDefinition Proxy = new(
        "IamAuthentication.Proxy", HoopErrorKind.InvalidOperation,
        "For an RDS Proxy, IAM is part of each entry of its own authentication settings.",
        "Set IAMAuth to REQUIRED there (rds:ModifyDBProxy), or name the instance or cluster behind it.");
}
