using HoopConnect.Databases.MySql.Server.Wire;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary><c>Database.StatementFailed</c>, with the server's error number for who must tell failures apart.</summary>
internal sealed class StatementException(ServerException error, string target)
    : HoopException(
        DatabaseErrors.StatementFailed, KindOf(error.Code), $"{target}: {error.Message} (error {error.Code}, SQLSTATE {error.SqlState}).", error)
{
    /// <summary>The server's error number (MySQL and MariaDB, "Server Error Message Reference").</summary>
    public int Code { get; } = error.Code;

    /// <summary>The server's own words.</summary>
    public string ServerMessage { get; } = error.Message;

    private static HoopErrorKind KindOf(int code) => code switch
    {
        1044 or 1045 or 1142 or 1143 or 1227 or 1290 or 1370 or 1410 => HoopErrorKind.PermissionDenied,
        1205 or 1317 or 1969 or 3024 => HoopErrorKind.OperationTimeout,
        _ => HoopErrorKind.InvalidOperation,
    };
}
