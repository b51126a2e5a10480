using HoopConnect.Databases.MySql.Server.Wire;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary><c>Database.StatementFailed</c>, with the server's error number for who must tell failures apart.</summary>
internal sealed class StatementException : HoopException
{
    // "Operation CREATE USER failed for ...", "Cannot grant role ... to ...".
    private const int UserOperationFailed = 1396;
    private const int RoleNotGranted = 1961;

    private readonly ServerException _error;
    private readonly string _target;
    private readonly IReadOnlyList<(int Code, string Message)> _notes;

    public StatementException(ServerException error, string target)
        : this(error, target, [])
    {
    }

    private StatementException(ServerException error, string target, IReadOnlyList<(int Code, string Message)> notes)
        : base(
            DatabaseErrors.StatementFailed,
            $"{target}: {Words(error, notes)} (error {error.Code}, SQLSTATE {error.SqlState}).", error, KindOf(error.Code))
    {
        _error = error;
        _target = target;
        _notes = notes;
    }

    /// <summary>The server's error number (MySQL and MariaDB, "Server Error Message Reference").</summary>
    public int Code => _error.Code;

    /// <summary>The server's own words, with what it noted beside the error.</summary>
    public string ServerMessage => Words(_error, _notes);

    /// <summary>The error does not say why.</summary>
    public bool IsVague => Code is UserOperationFailed or RoleNotGranted;

    /// <summary>True for that error, or where the server noted it beside a vaguer one.</summary>
    public bool Is(int code) => Code == code || _notes.Any(note => note.Code == code);

    /// <summary>The same with what the server noted.</summary>
    public StatementException With(IReadOnlyList<(int Code, string Message)> notes) => new(_error, _target, notes);

    private static string Words(ServerException error, IReadOnlyList<(int Code, string Message)> notes) =>
        error.Message + string.Concat(notes.Select(note => $"; {note.Message} ({note.Code})"));

    private static HoopErrorKind KindOf(int code) => code switch
    {
        1044 or 1045 or 1142 or 1143 or 1227 or 1290 or 1370 or 1410 => HoopErrorKind.PermissionDenied,
        1205 or 1317 or 1969 or 3024 => HoopErrorKind.OperationTimeout,
        _ => HoopErrorKind.InvalidOperation,
    };
}
