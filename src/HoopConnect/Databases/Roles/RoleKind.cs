namespace HoopConnect.Databases.Roles;

/// <summary>The three roles that are made on every server; DESIGN's table says what each may do on each engine.</summary>
public enum RoleKind
{
    /// <summary><c>hoop_ro</c>: reads.</summary>
    ReadOnly,

    /// <summary><c>hoop_rw</c>: reads and writes rows.</summary>
    ReadWrite,

    /// <summary><c>hoop_ddl</c>: reads, writes, and what the engine's table row adds.</summary>
    Ddl,
}
