namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>One request of a client.</summary>
/// <param name="UserName">Who logged in.</param>
/// <param name="Database">The database of the connection.</param>
/// <param name="Sql">The text of the batch.</param>
public sealed record TdsRequest(string UserName, string Database, string Sql);
