namespace HoopConnect.Databases.MySql.Server.Grants;

/// <summary>What <c>ALL PRIVILEGES</c> stands for.</summary>
internal static class AllPrivileges
{
    /// <summary>
    /// What <c>ALL PRIVILEGES</c> on a schema or a table means (MySQL Reference Manual and MariaDB documentation, "GRANT").
    /// </summary>
    public static IReadOnlyList<string> On(GrantLevel level, ServerRelease version)
    {
        List<string> all =
            ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "REFERENCES", "INDEX", "ALTER", "CREATE VIEW", "SHOW VIEW",
            "TRIGGER"];
        if (version.IsMariaDb)
            all.Add("DELETE HISTORY");
        if (level == GrantLevel.Schema)
            all.AddRange(["CREATE TEMPORARY TABLES", "LOCK TABLES", "EXECUTE", "CREATE ROUTINE", "ALTER ROUTINE", "EVENT"]);
        if (level == GrantLevel.Schema && version.IsMariaDb && version.Number >= new Version(11, 3))
            all.Add("SHOW CREATE ROUTINE");
        return all;
    }
}
