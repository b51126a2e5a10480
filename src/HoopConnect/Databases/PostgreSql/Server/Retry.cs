using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// Runs again what lost against another transaction: catalogue rows are not locked as table rows are, so two GRANTs on one object at once
/// can end with "tuple concurrently updated", and two that are each the first to give something by default with a duplicate key.
/// </summary>
internal static class Retry
{
    private const int Attempts = 8;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs the batch, again after a crossing, with jittered and growing pauses (together at most some 5 seconds).</summary>
    public static Task ExecuteAsync(
        IDatabaseSession session, IReadOnlyList<string> statements, IHoopHost host, TimeProvider time,
        CancellationToken cancellationToken) =>
        ExecuteAsync(session, statements, IsCrossing, host, time, cancellationToken);

    /// <summary>The same for a batch that makes a role: where the role is there by now, running it again would never do.</summary>
    public static Task CreateAsync(
        IDatabaseSession session, IReadOnlyList<string> statements, IHoopHost host, TimeProvider time,
        CancellationToken cancellationToken) =>
        ExecuteAsync(session, statements, exception => IsCrossing(exception) && !IsTaken(exception), host, time, cancellationToken);

    /// <summary>After a crossing the driver may have given the connection up.</summary>
    public static Task ReopenIfBrokenAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        session is Session npgsql ? npgsql.ReopenIfBrokenAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>True for the failures that come from timing alone (PostgreSQL documentation, "PostgreSQL Error Codes").</summary>
    public static bool IsCrossing(StatementException exception) => exception.SqlState switch
    {
        "23505" or "40001" or "40P01" => true,
        "XX000" => exception.ServerMessage.Contains("concurrently", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>
    /// True where another transaction has made what was to be made: 42710 when it was there already, 23505 when it came meanwhile.
    /// </summary>
    public static bool IsTaken(StatementException exception) => exception.SqlState is "23505" or "42710";

    private static async Task ExecuteAsync(
        IDatabaseSession session, IReadOnlyList<string> statements, Func<StatementException, bool> heals, IHoopHost host,
        TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ReopenIfBrokenAsync(session, cancellationToken);
                await session.ExecuteBatchAsync(statements, cancellationToken);
                return;
            }
            catch (StatementException exception) when (attempt < Attempts && heals(exception))
            {
                host.Debug($"Attempt {attempt} crossed another transaction: {exception.Message}");
            }

            var pause = FirstDelay * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble());
            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
