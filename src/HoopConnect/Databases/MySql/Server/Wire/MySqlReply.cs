namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>The answer to one round trip, which may have had several statements.</summary>
/// <param name="Results">What the statements gave that succeeded, in order.</param>
/// <param name="Error">Why the next one failed; the server ran none after it. Null where all succeeded.</param>
internal sealed record MySqlReply(IReadOnlyList<MySqlResult> Results, MySqlServerException? Error);
