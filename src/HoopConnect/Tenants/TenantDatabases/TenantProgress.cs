using HoopConnect.Hosting;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>Tells how many tenants of a server are done, by their rows.</summary>
internal sealed class TenantProgress(
    IHoopHost host, TenantServer server, string activity, int total, Func<TenantDatabase, CancellationToken, ValueTask> write) : IDisposable
{
    private readonly HoopProgress _progress = new(HoopProgress.IdOf(server.ToString()), $"{activity} {server}", "tenants", Total: total);
    private int _done;

    /// <summary>Hands a row on, and counts it.</summary>
    public ValueTask WriteAsync(TenantDatabase row, CancellationToken cancellationToken)
    {
        host.Progress(_progress with { Completed = Interlocked.Increment(ref _done) });
        return write(row, cancellationToken);
    }

    /// <summary>The line goes away.</summary>
    public void Dispose() => host.Progress(_progress with { Finished = true });
}
