using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer;

/// <summary>
/// What a scripted server knows of one connection: its open transaction, and the settings that are bent until it says otherwise.
/// </summary>
internal sealed class ScriptedConnection(bool isBent)
{
    private bool _oneRow = isBent;
    private bool _shortTexts = isBent;
    private (ScriptedDatabase Database, ScriptedDatabase Before)? _open;

    /// <summary>What is changed is rolled back when the connection ends, since nobody commits it.</summary>
    public bool IsImplicit { get; private set; } = isBent;

    public TdsAnswer SetUp(string sql)
    {
        IsImplicit &= !sql.Contains("SET IMPLICIT_TRANSACTIONS OFF;", StringComparison.Ordinal);
        _oneRow &= !sql.Contains("SET ROWCOUNT 0;", StringComparison.Ordinal);
        _shortTexts &= !sql.Contains("SET TEXTSIZE 2147483647;", StringComparison.Ordinal);
        return TdsAnswer.Done;
    }

    public TdsAnswer Bend(TdsAnswer answer) => !_oneRow && !_shortTexts ? answer : answer with
    {
        Results = [.. answer.Results.Select(result => result with
        {
            Rows = [.. result.Rows.Take(_oneRow ? 1 : int.MaxValue).Select(row => _shortTexts ? [.. row.Select(Short)] : row)],
        })],
    };

    public void Begin(ScriptedDatabase database) => _open = (database, database.Snapshot());

    public void Commit() => _open = null;

    public void RollBack()
    {
        if (_open is var (database, before))
            database.Restore(before);
        _open = null;
    }

    private static object? Short(object? value) => value is string { Length: > 4 } text ? text[..4] : value;
}
