namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>One request of a client.</summary>
/// <param name="UserName">Who logged in.</param>
/// <param name="Database">The database of the connection.</param>
/// <param name="Sql">The text of the batch, or of <c>sp_executesql</c>.</param>
/// <param name="Parameters">The parameters of <c>sp_executesql</c>, as T-SQL would declare them: <c>@p1 int = 5, @p2 nvarchar(4000) =
/// N'x'</c>.</param>
public sealed record TdsRequest(string UserName, string Database, string Sql, string Parameters = "")
{
    /// <summary>The whole of it as one batch, which does the same.</summary>
    public string AsBatch => Parameters.Length == 0 ? Sql : $"DECLARE {Parameters};\n{Sql}";
}
