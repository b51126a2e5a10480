using HoopConnect.Databases.SqlServer.Server;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>
/// The permissions of others on what changes hands: ALTER AUTHORIZATION drops them, for a schema those on what is in it too, so they are
/// given again in the same transaction.
/// </summary>
internal static class RestoredGrants
{
    /// <summary>
    /// The statements, in an order in which each grantor has what it passes on by then, and tables come before their columns.
    /// </summary>
    /// <param name="grants">The permissions on what the user owns.</param>
    /// <param name="user">The former owner: what it gave is the new owner's to give, what it was given goes with it.</param>
    public static IReadOnlyList<string> Statements(IEnumerable<OwnedGrant> grants, string user)
    {
        var open = grants.Where(grant => grant.Owner == user).Select(grant => (grant.Permission, ByOwner: ByOwner(grant, user)))
            .Where(grant => grant.Permission.Grantee != user)
            .OrderBy(grant => grant.Permission.Column is null ? 0 : 1)
            .ThenBy(grant => grant.Permission.State switch { "G" or "W" => 0, "D" => 1, _ => 2 })
            .ToList();
        var statements = new List<string>();
        var passers = new HashSet<string>(StringComparer.Ordinal);
        while (open.Count > 0)
        {
            // Whoever got it from one of a role's members, or holds more than this permission, is in no such order: those come last.
            var next = open.FindIndex(grant => grant.ByOwner || passers.Contains(Passer(grant.Permission, grant.Permission.Grantor)));
            var (permission, byOwner) = open[Math.Max(next, 0)];
            open.RemoveAt(Math.Max(next, 0));
            statements.Add(PermissionStatements.Restore(permission, byOwner ? null : permission.Grantor));
            if (permission.State == "W")
                passers.Add(Passer(permission, permission.Grantee));
        }

        return statements;
    }

    private static bool ByOwner(OwnedGrant grant, string user) => grant.Giver == user || grant.Permission.Grantor == "dbo";

    private static string Passer(Permission permission, string principal) => $"{permission.Name} {permission.Securable} {principal}";
}
