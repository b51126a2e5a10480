using HoopConnect.Databases.Roles;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>
/// What each role may do on PostgreSQL, with CONNECT, USAGE and sequences, without which privileges on tables mean nothing.
/// </summary>
internal sealed class RoleContract
{
    private static readonly string[] Read = ["SELECT"];
    private static readonly string[] Write = ["SELECT", "INSERT", "UPDATE", "DELETE"];
    private static readonly string[] Ddl = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

    private RoleContract(bool schemaCreate) => SchemaCreate = schemaCreate;

    /// <summary><c>hoop_ddl</c> may create in the schemas too.</summary>
    public bool SchemaCreate { get; }

    /// <summary>The contract that a request asks for.</summary>
    public static RoleContract For(RoleRequest request) => new(request.SchemaCreate && request.Kinds.Contains(RoleKind.Ddl));

    /// <summary>On every database.</summary>
    public static IReadOnlyList<string> OnDatabase { get; } = ["CONNECT"];

    /// <summary>On every schema of the users'.</summary>
    public IReadOnlyList<string> OnSchemas(RoleKind kind) => kind == RoleKind.Ddl && SchemaCreate ? ["USAGE", "CREATE"] : ["USAGE"];

    /// <summary>On tables, views, materialized views, partitioned and foreign tables.</summary>
    public static IReadOnlyList<string> OnTables(RoleKind kind) => kind switch
    {
        RoleKind.ReadOnly => Read,
        RoleKind.ReadWrite => Write,
        RoleKind.Ddl => Ddl,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such role kind."),
    };

    /// <summary>On sequences: an INSERT into a serial column needs USAGE.</summary>
    public static IReadOnlyList<string> OnSequences(RoleKind kind) => kind == RoleKind.ReadOnly ? ["SELECT"] : ["USAGE", "SELECT"];

    /// <summary>On objects to come, by <c>pg_default_acl.defaclobjtype</c>; nothing on functions, types and large objects.</summary>
    public IReadOnlyList<string> OnNew(char objectType, RoleKind kind) => objectType switch
    {
        'r' => OnTables(kind),
        'S' => OnSequences(kind),
        'n' => OnSchemas(kind),
        _ => [],
    };
}
