namespace HoopConnect.Databases;

/// <summary>
/// One open connection. Cancellation of a call cancels the statement on the server too. On PostgreSQL a name without a schema is one of
/// <c>pg_catalog</c>, never one that somebody put into the search path.
/// </summary>
public interface IDatabaseSession : IAsyncDisposable
{
    /// <summary>The server's version, for example 18.4 or 10.11.</summary>
    Version ServerVersion { get; }

    /// <summary>How many round trips this connection has made: they are the currency of the benches.</summary>
    int RoundTrips { get; }

    /// <summary>Runs one query and gives its rows; null for a database null.</summary>
    /// <param name="sql">The statement, with <c>$1</c>, <c>$2</c> (SQL Server: <c>@p1</c>, <c>@p2</c>) for the values where the protocol
    /// has parameters.</param>
    /// <param name="values">The values of the parameters.</param>
    /// <param name="cancellationToken">Cancels the statement on the server.</param>
    Task<IReadOnlyList<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken);

    /// <summary>Runs the statements in order in one round trip and, where the engine can, in one transaction.</summary>
    /// <param name="statements">The statements, complete: names quoted, values quoted or hashed.</param>
    /// <param name="cancellationToken">Cancels the batch on the server.</param>
    Task ExecuteBatchAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken);
}
