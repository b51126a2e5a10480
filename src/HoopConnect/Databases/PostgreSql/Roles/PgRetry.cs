using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>
/// Runs again what lost against another transaction: catalogue rows are not locked as table rows are, so two GRANTs on one object at once can
/// end with "tuple concurrently updated", and two CREATEs with a duplicate key.
/// </summary>
internal static class PgRetry
{
    private const int Attempts = 8;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs the batch, again after a crossing, with jittered and growing pauses (together at most some 5 seconds).</summary>
    public static async Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<string> statements, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ReopenIfBrokenAsync(session, cancellationToken);
                await session.ExecuteBatchAsync(statements, cancellationToken);
                return;
            }
            catch (DatabaseStatementException exception) when (attempt < Attempts && IsCrossing(exception))
            {
                host.Debug($"Attempt {attempt} crossed another transaction: {exception.Message}");
            }

            var pause = FirstDelay * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble());
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>After a crossing the driver may have given the connection up.</summary>
    public static Task ReopenIfBrokenAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        session is NpgsqlSession npgsql ? npgsql.ReopenIfBrokenAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>True for the failures that come from timing alone (PostgreSQL documentation, "PostgreSQL Error Codes").</summary>
    public static bool IsCrossing(DatabaseStatementException exception) => exception.SqlState switch
    {
        "23505" or "42710" or "40001" or "40P01" => true,
        "XX000" => exception.ServerMessage.Contains("concurrently", StringComparison.Ordinal),
        _ => false,
    };
}
