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
        await using var farm = await SweepFarm.StartAsync(cancellationToken);
        var recorder = new RecordingEngine(new PostgreSqlEngine());
        await farm.RestoreAsync(cancellationToken);
        await farm.SweepAsync(recorder, cancellationToken);
        var (connections, trips) = (recorder.Sessions.Count, recorder.Sessions.Sum(session => session.RoundTrips));

        var engine = new PostgreSqlEngine();
        var heap = 0L;
        var runs = await Interleaved.RunAsync(
            2,
            () => MeasureAsync(() => farm.SweepAsync(engine, cancellationToken)),
            () => MeasureAsync(() => farm.ByHandAsync(cancellationToken)));
        return new Row(
            $"{SweepFarm.Users} expired session users on {SweepFarm.Databases} databases",
            "DROP OWNED and DROP ROLE in a loop, plain Npgsql",
            runs.Ratio,
            0.6,
            string.Create(
                CultureInfo.InvariantCulture,
                $"[{runs}; {connections} connections and {trips} round trips, against {SweepFarm.Databases + 1} and " +
                    $"{SweepFarm.Users * (SweepFarm.Databases + 2)}; {heap / 1048576.0:0.0} MB of heap after a sweep; this machine " +
                    $"has {Environment.ProcessorCount} processors]"
            ));

        async Task<double> MeasureAsync(Func<Task> work)
        {
            await farm.RestoreAsync(cancellationToken);
            var seconds = await Interleaved.SecondsAsync(work);
            heap = Math.Max(heap, GC.GetTotalMemory(forceFullCollection: true));
            return seconds;
        }
    }
}
