using HoopConnect.Hosting;

namespace HoopConnect.Databases.TenantDatabases;

/// <summary>What can be wrong with the databases and users of tenants.</summary>
internal static class TenantDatabaseErrors
{
    public static readonly ErrorDefinition CannotCreate = new(
        "TenantDatabase.CannotCreate", HoopErrorKind.PermissionDenied,
        "Who is logged in may not make users or databases.",
        "Log in as the master user, or as one with CREATEROLE and CREATEDB.");

    public static readonly ErrorDefinition EngineNotServed = new(
        "TenantDatabase.EngineNotServed", HoopErrorKind.NotImplemented,
        "RDS has no IAM authentication for that engine.",
        "PostgreSQL, MySQL and MariaDB have it; leave the others out.");

    public static readonly ErrorDefinition Failed = new(
        "TenantDatabase.Failed", HoopErrorKind.InvalidOperation,
        "The server did not take a change for a tenant, or does not show it.",
        "The message has the server's words. Run again when that is mended: it goes on from there.");

    public static readonly ErrorDefinition HasPowers = new(
        "TenantDatabase.HasPowers", HoopErrorKind.PermissionDenied,
        "Somebody gave the tenant's user a power over the server, which who is logged in cannot take back: no login is opened to it.",
        "Who may, takes it back; the message has the statement.");

    public static readonly ErrorDefinition IamNotEnabled = new(
        "TenantDatabase.IamNotEnabled", HoopErrorKind.InvalidOperation,
        "The server takes no logins by IAM.",
        "Switch it on with Enable-HoopIamAuthentication, and wait until it is.");

    public static readonly ErrorDefinition LocksOutMaster = new(
        "TenantDatabase.LocksOutMaster", HoopErrorKind.InvalidOperation,
        "With that change the master's password would stop working too.",
        "Switch the master over with Grant-HoopIamAuthentication first: a platform logs in by IAM itself.");

    public static readonly ErrorDefinition NotOurs = new(
        "TenantDatabase.NotOurs", HoopErrorKind.ResourceExists,
        "There is a user or a database of the tenant's name that HoopConnect did not make for it: it was not touched.",
        "Find out whose it is; where nobody needs it, rename or drop it.");

    public static readonly ErrorDefinition NotRemoved = new(
        "TenantDatabase.NotRemoved", HoopErrorKind.InvalidOperation,
        "A tenant's database or user is still on the server.",
        "The message says what holds it. Run again when that is mended.");
}
