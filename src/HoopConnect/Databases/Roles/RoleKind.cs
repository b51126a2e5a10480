namespace HoopConnect.Databases.Roles;

/// <summary>
/// The three roles that are made on every server; what each may do is in the tables of docs/mysql.md and docs/sql-server.md, and for
/// PostgreSQL in New-HoopDbRole's help.
/// </summary>
public enum RoleKind
{
    /// <summary><c>hoop_ro</c>: reads.</summary>
    ReadOnly,

    /// <summary><c>hoop_rw</c>: reads and writes rows.</summary>
    ReadWrite,

    /// <summary><c>hoop_ddl</c>: reads, writes, and what the engine's table row adds.</summary>
    Ddl,
}
