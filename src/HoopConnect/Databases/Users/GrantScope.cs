namespace HoopConnect.Databases.Users;

/// <summary>What a session user may work on: one schema of one database. Both are names as the server has them, unquoted.</summary>
/// <param name="Database">The database; on MySQL and MariaDB the schema, which is another word for database there.</param>
/// <param name="Schema">The schema; on MySQL and MariaDB the same as <paramref name="Database"/>.</param>
public sealed record GrantScope(string Database, string Schema);
