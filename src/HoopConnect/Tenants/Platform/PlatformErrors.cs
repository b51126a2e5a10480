using HoopConnect.Hosting;

namespace HoopConnect.Tenants.Platform;

/// <summary>What can be wrong with setting a platform up.</summary>
internal static class PlatformErrors
{
    public static readonly ErrorDefinition DatabaseNeeded = new(
        "Platform.DatabaseNeeded", HoopErrorKind.InvalidArgument,
        "There is no permissions boundary yet, and no database to make one for.",
        "Pipe the databases that tenants are to be on, or name a boundary with -PermissionsBoundary.");

    public static readonly ErrorDefinition OtherAccount = new(
        "Platform.OtherAccount", HoopErrorKind.InvalidArgument,
        "The database is in another account than the platform: a role logs in by IAM to databases of its own account only.",
        "Leave the database out; give -AccountId for the account of the platform's cluster.");

    public static readonly ErrorDefinition TenantName = new(
        "Platform.TenantName", HoopErrorKind.InvalidArgument,
        "The name is one that roles of tenants have, which the platform may change: it could give itself whatever it likes.",
        "Give a -Name that is not u and 31 characters.");
}
