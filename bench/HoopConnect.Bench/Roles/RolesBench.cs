using HoopConnect.Databases.PostgreSql;

namespace HoopConnect.Bench.Roles;

/// <summary>The three roles on a PostgreSQL server with 200 databases: plan and apply, against the same statements by hand.</summary>
internal static class RolesBench
{
    private const string Work = "roles on PostgreSQL with 200 databases";

    /// <summary>Against plain Npgsql: same queries, batches, order and parallelism.</summary>
    public static async Task<Row> AgainstNpgsqlAsync(CancellationToken cancellationToken)
    {
        await using var farm = await PostgresFarm.StartAsync(cancellationToken);
        var (plan, apply) = await farm.RecordAsync(cancellationToken);
        var byHand = (PlainNpgsql[])[new PlainNpgsql(plan, farm.ThrottleLimit), new PlainNpgsql(apply, farm.ThrottleLimit)];
        var (runs, processors) = await CompareAsync(farm, 5, async () =>
        {
            foreach (var phase in byHand)
                await phase.RunAsync(cancellationToken);
        }, cancellationToken);
        return new Row(
            Work,
            "hand-written Npgsql",
            runs.Ratio,
            1.15,
            $"[{runs}; {Counts(plan, apply)}, {farm.ThrottleLimit} at a time; {processors}]");
    }

    /// <summary>Against one psql a database in turn.</summary>
    public static async Task<Row> AgainstPsqlAsync(CancellationToken cancellationToken)
    {
        const string psql = "one psql a database in turn";
        if (!Programs.IsThere("psql"))
            return Row.WithoutMeasure(Work, psql, "there is no psql on PATH");
        await using var farm = await PostgresFarm.StartAsync(cancellationToken);
        var (plan, apply) = await farm.RecordAsync(cancellationToken);
        var byHand = new PlainPsql(farm, plan, apply);
        var (runs, processors) = await CompareAsync(farm, 3, () => byHand.RunAsync(cancellationToken), cancellationToken);
        return new Row(
            Work,
            psql,
            runs.Ratio,
            0.125,
            $"[{runs}; {Counts(plan, apply)}, {farm.ThrottleLimit} at a time; {byHand.Scripts.Count} times psql; {processors}]");
    }

    private static async Task<(Interleaved Runs, string Processors)> CompareAsync(
        PostgresFarm farm, int repetitions, Func<Task> byHand, CancellationToken cancellationToken)
    {
        var engine = new PostgreSqlEngine();
        var (ours, theirs) = (new List<ProcessorSeconds>(), new List<ProcessorSeconds>());
        var runs = await Interleaved.RunAsync(
            repetitions,
            () => MeasureAsync(ours, () => farm.ProvisionAsync(engine, engine, cancellationToken)),
            () => MeasureAsync(theirs, byHand));
        return (runs, $"processors, of one run: {Mean(ours)}, against {Mean(theirs)}; this machine has {Environment.ProcessorCount}");

        async Task<double> MeasureAsync(List<ProcessorSeconds> processors, Func<Task> work)
        {
            await farm.RestoreAsync(cancellationToken);
            var before = ProcessorSeconds.Now(farm.Server.Folder);
            var seconds = await Interleaved.SecondsAsync(work);
            processors.Add(ProcessorSeconds.Now(farm.Server.Folder) - before);
            return seconds;
        }

        static ProcessorSeconds Mean(List<ProcessorSeconds> runs) => runs.Aggregate((sum, run) => sum + run) / runs.Count;
    }

    private static string Counts(IReadOnlyList<RecordedSession> plan, IReadOnlyList<RecordedSession> apply) =>
        $"{plan.Count + apply.Count} connections and {Logins(apply)} logins, {plan.Concat(apply).Sum(session => session.RoundTrips)} " +
            "round trips, "
        + $"{apply.Sum(session => session.Operations.Sum(operation => operation.Statements.Count))} statements that change something";

    private static int Logins(IReadOnlyList<RecordedSession> sessions) =>
        sessions.Sum(session => session.Operations.Count(operation => operation.Login is not null));
}
