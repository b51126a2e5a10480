using System.Globalization;
using HoopConnect.Bench.Roles;
using HoopConnect.Databases.PostgreSql;

namespace HoopConnect.Bench.SessionUsers;

/// <summary>
/// 1,000 expired session users on a server with 20 databases, in one sweep, against DROP OWNED and DROP ROLE by hand in a loop.
/// </summary>
internal static class SweepBench
{
    /// <summary>Against plain Npgsql with every connection open all the time.</summary>
    public static async Task<Row> RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await SweepServer.StartAsync(cancellationToken);
        var recorder = new RecordingEngine(new PostgreSqlEngine());
        await server.RestoreAsync(cancellationToken);
        await server.SweepAsync(recorder, cancellationToken);
        var (connections, trips) = (recorder.Sessions.Count, recorder.Sessions.Sum(session => session.RoundTrips));

        var engine = new PostgreSqlEngine();
        var heap = 0L;
        var runs =
            await Interleaved.RunAsync(2, () => MeasureAsync(() => server.SweepAsync(engine, cancellationToken)), () =>
                MeasureAsync(() => server.ByHandAsync(cancellationToken)));
        return new Row($"{SweepServer.Users} expired session users on {SweepServer.Databases} databases",
            "DROP OWNED and DROP ROLE in a loop, plain Npgsql", runs.Ratio, 0.6, string.Create(CultureInfo.InvariantCulture,
            $"[{runs}; {connections} connections and {trips} round trips, against {SweepServer.Databases + 1} and "
                + $"{SweepServer.Users * (SweepServer.Databases + 2)}; {heap / 1048576.0:0.0} MB of heap after a sweep; this machine has "
                + $"{Environment.ProcessorCount} processors]"));

        async Task<double> MeasureAsync(Func<Task> work)
        {
            await server.RestoreAsync(cancellationToken);
            var seconds = await Interleaved.SecondsAsync(work);
            heap = Math.Max(heap, GC.GetTotalMemory(forceFullCollection: true));
            return seconds;
        }
    }
}
