namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>The statements that take permissions back and give them again.</summary>
internal static class PermissionStatements
{
    /// <summary>
    /// Takes a permission back, a denial too. CASCADE is required where it may be passed on; it is used only where nothing was. A
    /// permission that another than dbo gave in a database is revoked in that principal's name. Of the permission to connect only the
    /// passing on goes.
    /// </summary>
    public static string Revoke(Permission permission)
    {
        if (permission.IsConnect && permission.State == "W")
            return $"REVOKE GRANT OPTION FOR {permission.Name} FROM {Q(permission.Grantee)} CASCADE;";
        var cascade = permission.State == "W" ? " CASCADE" : "";
        var grantor = permission.Class.StartsWith("SERVER", StringComparison.Ordinal) || permission.Grantor == "dbo" ? ""
            : As(permission.Grantor);
        return $"REVOKE {permission.Name}{On(permission)} FROM {Q(permission.Grantee)}{cascade}{grantor};";
    }

    /// <summary>Gives a permission, or denies it, as it was before what it is on got a new owner.</summary>
    /// <param name="permission">The permission.</param>
    /// <param name="grantor">In whose name; null for the owner's.</param>
    public static string Restore(Permission permission, string? grantor)
    {
        var (verb, preposition) = permission.State switch { "D" => ("DENY", "TO"), "R" => ("REVOKE", "FROM"), _ => ("GRANT", "TO") };
        var option = permission.State == "W" ? " WITH GRANT OPTION" : "";
        var name = grantor is null ? "" : As(grantor);
        return $"{verb} {permission.Name}{On(permission)} {preposition} {Q(permission.Grantee)}{option}{name};";
    }

    private static string On(Permission permission) => permission.Securable is { Length: > 0 } securable ? " ON " + securable : "";

    private static string As(string grantor) => " AS " + Q(grantor);

    private static string Q(string name) => Identifier.Quote(name);
}
