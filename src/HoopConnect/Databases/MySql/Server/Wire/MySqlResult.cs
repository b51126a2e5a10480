namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>What one statement gave.</summary>
/// <param name="Columns">Its columns; none for a statement without rows.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="AffectedRows">How many rows a statement without rows touched.</param>
/// <param name="Warnings">How many warnings the server has for it.</param>
internal sealed record MySqlResult(IReadOnlyList<MySqlColumn> Columns, IReadOnlyList<object?[]> Rows, ulong AffectedRows, int Warnings);
