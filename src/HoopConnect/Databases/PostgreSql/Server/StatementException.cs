using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary><c>Database.StatementFailed</c>, with the SQLSTATE for who must tell failures apart.</summary>
internal sealed class StatementException(string sqlState, string serverMessage, string target)
    : HoopException(
        DatabaseErrors.StatementFailed, $"{target}: {serverMessage} (SQLSTATE {sqlState}).", kind: KindOf(sqlState))
{
    /// <summary>Five characters (PostgreSQL documentation, "PostgreSQL Error Codes").</summary>
    public string SqlState { get; } = sqlState;

    /// <summary>The server's own words, with its DETAIL and HINT.</summary>
    public string ServerMessage { get; } = serverMessage;

    private static HoopErrorKind KindOf(string sqlState) => sqlState switch
    {
        "42501" or "01007" or "01006" => HoopErrorKind.PermissionDenied,
        "57014" => HoopErrorKind.OperationTimeout,
        _ => HoopErrorKind.InvalidOperation,
    };
}
