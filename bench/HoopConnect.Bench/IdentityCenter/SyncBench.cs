using System.Globalization;
using HoopConnect.Bench.Roles;

namespace HoopConnect.Bench.IdentityCenter;

/// <summary>The first run of a sync with Identity Center: 500 people on ten servers, against the same statements by hand.</summary>
internal static class SyncBench
{
    /// <summary>Against plain Npgsql: same queries, batches, order and parallelism.</summary>
    public static async Task<Row> RunAsync(CancellationToken cancellationToken)
    {
        await using var servers = await SyncServers.StartAsync(cancellationToken);
        var recorded = await servers.RecordAsync(cancellationToken);
        var (ours, theirs) = (new List<ProcessorSeconds>(), new List<ProcessorSeconds>());
        var runs = await Interleaved.RunAsync(
            5, () => MeasureAsync(ours, () => servers.SyncAsync(cancellationToken)), () => MeasureAsync(theirs, ByHandAsync));
        var sessions = recorded.SelectMany(server => server.Plan.Concat(server.Apply)).ToList();
        var work = $"{SyncServers.People} people of five groups on {SyncServers.Count} servers";
        return new Row(work, "hand-written Npgsql", runs.Ratio, 1.15, string.Create(CultureInfo.InvariantCulture,
            $"[{runs}; {sessions.Count} connections, {sessions.Sum(session => session.RoundTrips)} round trips, "
                + $"{sessions.Sum(session => session.Operations.Sum(operation => operation.Statements.Count))} statements that change "
                + $"something, {SyncServers.AtOnce} servers at a time; processors, of one run: {Mean(ours)}, against {Mean(theirs)}; "
                + $"this machine has {Environment.ProcessorCount}]"));

        // All servers are read before the first is changed.
        async Task ByHandAsync()
        {
            await EachAsync(recorded.Select(server => server.Plan));
            await EachAsync(recorded.Select(server => server.Apply));
        }

        Task EachAsync(IEnumerable<IReadOnlyList<RecordedSession>> phase) => Parallel.ForEachAsync(
            phase, new ParallelOptions { MaxDegreeOfParallelism = SyncServers.AtOnce, CancellationToken = cancellationToken },
            async (server, stop) => await new PlainNpgsql(server, 1).RunAsync(stop));

        async Task<double> MeasureAsync(List<ProcessorSeconds> processors, Func<Task> work)
        {
            await servers.RestoreAsync(cancellationToken);
            var before = Now();
            var seconds = await Interleaved.SecondsAsync(work);
            processors.Add(Now() - before);
            return seconds;
        }

        ProcessorSeconds Now()
        {
            var each = servers.Servers.Select(server => ProcessorSeconds.Now(server.Folder)).ToList();
            return new ProcessorSeconds(each[0].Client, each.Sum(one => one.Server));
        }

        static ProcessorSeconds Mean(List<ProcessorSeconds> runs) => runs.Aggregate((sum, run) => sum + run) / runs.Count;
    }
}
