namespace HoopConnect.Databases.SessionUsers;

/// <summary>What a session user may enter.</summary>
/// <param name="Database">The database; on MySQL and MariaDB, where the two are one, the schema.</param>
/// <param name="Schema">The schema in it; null where the engine has none.</param>
public sealed record SessionUserScope(string Database, string? Schema)
{
    /// <inheritdoc/>
    public override string ToString() => Schema is null ? Database : $"{Database}.{Schema}";
}
