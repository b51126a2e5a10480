using HoopConnect.Aws;
using HoopConnect.Hosting;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>Works on tenants side by side: a failure of one is told and is its row, and the others go on.</summary>
/// <param name="host">Who is told.</param>
/// <param name="throttleLimit">How many at a time.</param>
/// <param name="write">Takes the rows.</param>
internal sealed class TenantWork(IHoopHost host, int throttleLimit, Func<TenantDatabase, CancellationToken, ValueTask> write)
{
    /// <summary>Takes a row.</summary>
    public ValueTask WriteAsync(TenantDatabase row, CancellationToken cancellationToken) => write(row, cancellationToken);

    /// <summary>Does it for each.</summary>
    /// <exception cref="HoopException">Only what concerns who calls, and so all of them.</exception>
    public Task EachAsync<T>(IEnumerable<T> all, Func<T, CancellationToken, Task> work, CancellationToken cancellationToken)
        where T : TenantCase =>
        Parallel.ForEachAsync(
            all, new ParallelOptions { MaxDegreeOfParallelism = throttleLimit, CancellationToken = cancellationToken },
            async (one, stop) =>
            {
                try
                {
                    await work(one, stop);
                }
                catch (HoopException failure) when (!AwsFailures.AreOfTheCaller(failure))
                {
                    await FailAsync(one, failure, stop);
                }
            });

    /// <summary>Tells that one failed; nothing more is done for it.</summary>
    public ValueTask FailAsync(TenantCase one, HoopException failure, CancellationToken cancellationToken)
    {
        one.HasFailed = true;
        host.Error(failure);
        return write(one.Identity.Row(failure), cancellationToken);
    }
}
