using HoopConnect.Hosting;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>What can be wrong with tenants.</summary>
internal static class TenantErrors
{
    public static readonly ErrorDefinition InvalidName = new(
        "Tenant.InvalidName", HoopErrorKind.InvalidArgument,
        "It cannot be the name of a tenant: it is kept in tags and marks.",
        "Use 1 to 128 letters, digits, spaces and _.:/=+-@.");

    public static readonly ErrorDefinition NotFound = new(
        "Tenant.NotFound", HoopErrorKind.ObjectNotFound,
        "There is nothing of that tenant on the server, and no role of its name.",
        "Check its name (case counts) and the server; Get-HoopTenantDatabase without -Tenant lists those that are there.");

    public static readonly ErrorDefinition NotInRds = new(
        "Tenant.NotInRds", HoopErrorKind.InvalidArgument,
        "Tenants log in by IAM, which a server outside of RDS does not have.",
        "Give a database of Find-HoopRdsInstance, or its ARN.");

    public static readonly ErrorDefinition ProxyNotEndToEnd = new(
        "Tenant.ProxyNotEndToEnd", HoopErrorKind.InvalidOperation,
        "The proxy logs in to the database with a password of Secrets Manager, and tenants have none.",
        "Set DefaultAuthScheme=IAM_AUTH on the proxy (modify-db-proxy), or name the database behind it.");

    public static readonly ErrorDefinition ProxyRoleCannotConnect = new(
        "Tenant.ProxyRoleCannotConnect", HoopErrorKind.PermissionDenied,
        "The role of the proxy may not log in to the database behind it as the tenant.",
        "Allow the proxy's role rds-db:connect on the resource that the message names; u and 31 times ? stands for all tenants.");

    public static readonly ErrorDefinition ProxyTarget = new(
        "Tenant.ProxyTarget", HoopErrorKind.InvalidOperation,
        "It cannot be told which one database the proxy leads to.",
        "Name the database behind it, or register one target with the proxy.");

    public static readonly ErrorDefinition Twice = new(
        "Tenant.Twice", HoopErrorKind.InvalidArgument,
        "A tenant is named twice for one server, with different pods.",
        "Name it once; one tenant has one service account.");

    public static readonly ErrorDefinition WorkloadNeeded = new(
        "Tenant.WorkloadNeeded", HoopErrorKind.InvalidArgument,
        "It is not said which pods the tenant's are.",
        "Give -Namespace and -ServiceAccount, and -ClusterName for pod identity or -OidcProvider for IAM roles for service accounts.");
}
