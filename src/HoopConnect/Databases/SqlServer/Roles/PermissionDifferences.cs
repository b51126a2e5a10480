using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>Direct permissions of a login or user: the contract has none but the one to connect.</summary>
internal static class PermissionDifferences
{
    /// <summary>On the server, on a database or on another principal: more than any permission on an object.</summary>
    private static bool IsPower(Permission permission) =>
        permission.State is "G" or "W" && permission.Class is "SERVER" or "SERVER_PRINCIPAL" or "DATABASE" or "DATABASE_PRINCIPAL";

    /// <param name="database">The database; null for the server.</param>
    /// <param name="permissions">What the principal has.</param>
    /// <param name="grantsToOthers">How many permissions the principal gave to others.</param>
    public static IEnumerable<Difference> Compare(string? database, IEnumerable<Permission> permissions, int grantsToOthers)
    {
        foreach (var permission in permissions)
        {
            if (permission.IsConnect && permission.State is "G")
                continue;
            var subject = "permission " + permission.Name + (permission.Securable is { Length: > 0 } securable ? " on " + securable : "");
            if (permission.IsConnect && permission.State is "D")
            {
                yield return new Difference(
                    new Finding(database, subject, FindingReasons.Missing, $"{permission.Name} is denied"),
                    "allow to connect", RoleStatements.GiveConnect(permission.Name, permission.Grantee));
            }
            else if (permission.Securable is null)
            {
                yield return Lasting(
                    $"it has a permission on something of class {permission.Class}, which is not ours to revoke; revoke it by hand");
            }
            else if (permission.State == "W" && grantsToOthers > 0)
            {
                yield return Lasting("it was granted with GRANT OPTION and passed on: revoking it (CASCADE) would take it from others too");
            }
            else
            {
                var message = permission.State == "D" ? "it is denied directly" : "it is granted directly";
                yield return new Difference(
                    new Finding(database, subject, FindingReasons.Surplus, message) { IsPower = IsPower(permission) },
                    "revoke", PermissionStatements.Revoke(permission));
            }

            Difference Lasting(string message) =>
                new(new Finding(database, subject, FindingReasons.Unfixable, message) { IsPower = IsPower(permission) });
        }
    }
}
