using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary><c>Database.StatementFailed</c>, with the server's error number for who must tell failures apart.</summary>
internal sealed class StatementException(int number, string serverMessage, string target, Exception? innerException = null)
    : HoopException(
        DatabaseErrors.StatementFailed, $"{target}: {serverMessage} (error {number}).", innerException, KindOf(number))
{
    /// <summary>SQL Server's error number (<c>sys.messages</c>).</summary>
    public int Number { get; } = number;

    /// <summary>The server's own words.</summary>
    public string ServerMessage { get; } = serverMessage;

    // Permission denied on object, column, database, server; "does not exist or you do not have permission".
    private static HoopErrorKind KindOf(int number) => number switch
    {
        229 or 230 or 262 or 297 or 300 or 916 or 6102 or 15151 or 15247 => HoopErrorKind.PermissionDenied,
        -2 or 1222 => HoopErrorKind.OperationTimeout,
        _ => HoopErrorKind.InvalidOperation,
    };
}
