namespace HoopConnect.Sandbox;

/// <summary>A login by token that a database server asked about.</summary>
/// <param name="Database">The database's identifier.</param>
/// <param name="UserName">The database user.</param>
/// <param name="Refusal">Why it was refused; null where it was let in. RDS tells nobody: it is for tests.</param>
public sealed record DatabaseLoginAttempt(string Database, string UserName, string? Refusal);
