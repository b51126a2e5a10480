namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>What hangs on code by a schema-bound reference.</summary>
/// <param name="Code">The number of the code.</param>
/// <param name="Id">The number of what hangs on it: other code, or a table, a constraint.</param>
/// <param name="Name">The name of that, quoted.</param>
internal sealed record HangingCode(int Code, int Id, string Name);
