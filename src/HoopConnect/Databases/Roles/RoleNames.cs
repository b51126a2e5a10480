namespace HoopConnect.Databases.Roles;

/// <summary>The role names and the suffixes of connections and vault entries that go with them.</summary>
public static class RoleNames
{
    /// <summary>All kinds, in the order they are made.</summary>
    public static IReadOnlyList<RoleKind> All { get; } = (RoleKind[])[RoleKind.ReadOnly, RoleKind.ReadWrite, RoleKind.Ddl];

    /// <summary>The role's name on the server: <c>hoop_ro</c>, <c>hoop_rw</c>, <c>hoop_ddl</c>.</summary>
    public static string RoleName(this RoleKind kind) => "hoop_" + kind.Suffix();

    /// <summary>The suffix: <c>ro</c>, <c>rw</c>, <c>ddl</c>.</summary>
    public static string Suffix(this RoleKind kind) => kind switch
    {
        RoleKind.ReadOnly => "ro",
        RoleKind.ReadWrite => "rw",
        RoleKind.Ddl => "ddl",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such role kind."),
    };
}
