namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>Rows to answer with.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The values: string, int, bool, byte[] or null, of one type a column.</param>
public sealed record TdsResult(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);
