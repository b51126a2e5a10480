using System.Text.Json;
using HoopConnect.Databases.MySql.SessionUsers;
using HoopConnect.Databases.Roles;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>What the roles are on MySQL and MariaDB: privileges, schemas left alone, mark.</summary>
internal static class MySqlRoleContract
{
    /// <summary>The attribute that marks a user as ours where users carry attributes (MySQL 8.0.21 and later).</summary>
    public const string Mark = """{"managed_by": "HoopConnect"}""";

    private static readonly string[] SystemSchemas = ["mysql", "information_schema", "performance_schema", "sys", "innodb", SessionUserLedger.Schema];

    /// <summary>The privileges of a role, in the order a GRANT is read.</summary>
    public static IReadOnlyList<string> Privileges(RoleKind kind) => kind switch
    {
        RoleKind.ReadOnly => ["SELECT"],
        RoleKind.ReadWrite => ["SELECT", "INSERT", "UPDATE", "DELETE"],
        RoleKind.Ddl => ["SELECT", "INSERT", "UPDATE", "DELETE", "ALTER", "CREATE", "DROP"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such role kind."),
    };

    /// <summary>True for the server's own schemas, on which no role is given anything.</summary>
    public static bool IsSystemSchema(string schema) => SystemSchemas.Contains(schema, StringComparer.OrdinalIgnoreCase);

    /// <summary>What <c>ALL PRIVILEGES</c> on a schema or a table means (MySQL Reference Manual and MariaDB documentation, "GRANT").</summary>
    public static IReadOnlyList<string> All(GrantLevel scope, MySqlServerVersion version)
    {
        List<string> all = ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "REFERENCES", "INDEX", "ALTER", "CREATE VIEW", "SHOW VIEW", "TRIGGER"];
        if (version.IsMariaDb)
            all.Add("DELETE HISTORY");
        if (scope == GrantLevel.Schema)
            all.AddRange(["CREATE TEMPORARY TABLES", "LOCK TABLES", "EXECUTE", "CREATE ROUTINE", "ALTER ROUTINE", "EVENT"]);
        if (scope == GrantLevel.Schema && version.IsMariaDb && version.Number >= new Version(11, 3))
            all.Add("SHOW CREATE ROUTINE");
        return all;
    }

    /// <summary>Whether a user's attributes have <see cref="Mark"/> among them.</summary>
    public static bool HasMark(string? attributes)
    {
        if (string.IsNullOrEmpty(attributes))
            return false;
        try
        {
            using var document = JsonDocument.Parse(attributes);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("managed_by", out var by)
                && by.ValueKind == JsonValueKind.String
                && by.GetString() == "HoopConnect";
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
