using System.Globalization;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Model;

namespace HoopConnect.Bench;

/// <summary>10,000 databases through the finder: the heap after the last 1,000 against the heap after the first 1,000.</summary>
internal static class MemoryBench
{
    private const int Databases = 10_000;

    public static async Task<Row> RunAsync(CancellationToken cancellationToken)
    {
        await using var sandbox = await DiscoveryBench.StartAsync(0, ["eu-west-1", "us-east-1"], TimeSpan.Zero, cancellationToken);
        var builder = new DatabaseBuilder(sandbox.Organisation, sandbox.Organisation.Management, "eu-west-1");
        for (var number = 0; number < Databases; number++)
            builder.Instance($"many-{number}", tags: [("env", "prod"), ("number", number.ToString(CultureInfo.InvariantCulture))]);
        var session = await DiscoveryBench.OpenAsync(sandbox, cancellationToken);

        var query = new DatabaseQuery { Names = [NamePattern.Parse("many-*")], Regions = ["eu-west-1"] };
        long early = 0, late = 0;
        var found = 0;
        await foreach (var _ in new DatabaseFinder(session).FindAsync(query, new SilentHost(), cancellationToken))
        {
            found++;
            if (found is not (1_000 or Databases))
                continue;
            // The sandbox's own log of requests is no part of what is measured.
            sandbox.Requests.Clear();
            (early, late) =
                early == 0 ? (GC.GetTotalMemory(forceFullCollection: true), 0) : (early, GC.GetTotalMemory(forceFullCollection: true));
        }

        if (found != Databases)
            throw new InvalidOperationException($"{found} databases came instead of {Databases}.");
        return new Row("heap after 10,000 databases", "heap after 1,000", late / (double)early, 1.05,
            string.Create(
                CultureInfo.InvariantCulture,
                $"[{early / 1048576.0:0.0} MiB -> {late / 1048576.0:0.0} MiB, the sandbox's own {Databases} entries among both]"));
    }
}
