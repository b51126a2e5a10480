namespace HoopConnect.Databases.MySql.Server;

/// <summary>The schemas that are the server's own or ours, on which nobody is granted anything.</summary>
internal static class SystemSchemas
{
    private static readonly string[] Names = ["mysql", "information_schema", "performance_schema", "sys", "innodb", Ledger.Schema];

    /// <summary>True for one of them.</summary>
    public static bool Contains(string schema) => Names.Contains(schema, StringComparer.OrdinalIgnoreCase);
}
