using HoopConnect.Databases.Roles;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>The contract: which of SQL Server's fixed database roles each hoop role is a member of.</summary>
internal static class FixedRoles
{
    public const string Reader = "db_datareader";
    public const string Writer = "db_datawriter";
    public const string Ddl = "db_ddladmin";

    /// <summary>All that a role of ours is ever in.</summary>
    public static IReadOnlyList<string> All { get; } = (string[])[Reader, Writer, Ddl];

    public static IReadOnlyList<string> Of(RoleKind kind) => kind switch
    {
        RoleKind.ReadOnly => [Reader],
        RoleKind.ReadWrite => [Reader, Writer],
        RoleKind.Ddl => [Reader, Writer, Ddl],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such role kind."),
    };
}
