using System.Management.Automation;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.Tenants.TenantDatabases;

namespace HoopConnect.PowerShell;

/// <summary>
/// The base of the cmdlets for tenants: what is piped is kept until the end, and the tenants of one server are one run.
/// </summary>
public abstract class TenantCmdlet : ManyDatabasesCmdlet
{
    private readonly List<(RdsDatabase Database, TenantWorkload Workload)> _tenants = [];
    private readonly List<RdsDatabase> _databases = [];

    /// <summary>The server, or the proxy to it: a database of Find-HoopRdsInstance, or its ARN.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? TargetDatabase { get; set; }

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? _databases.Select(database => database.Region).FirstOrDefault();

    /// <summary>The tenants of one object of the pipeline; none where all of the server are meant.</summary>
    private protected abstract IEnumerable<TenantWorkload> Workloads { get; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _databases.Add(TargetDatabase!);
        _tenants.AddRange(Workloads.Select(workload => (TargetDatabase!, workload)));
        return Task.CompletedTask;
    }

    // A server's tenants are read, and its lock taken, once.
    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var transport = await TransportAsync(cancellationToken);
        foreach (var database in _databases.DistinctBy(Key, StringComparer.OrdinalIgnoreCase))
        {
            await ForTargetAsync(database.Identifier, async () =>
            {
                var tenants = TenantWorkload.Once(
                    _tenants.Where(tenant => string.Equals(Key(tenant.Database), Key(database), StringComparison.OrdinalIgnoreCase))
                        .Select(tenant => tenant.Workload));
                var (server, proxy) = await ServerAsync(database, transport, cancellationToken);
                await RunAsync(new TenantRequest(server, tenants) { ThrottleLimit = ThrottleLimit }, proxy, cancellationToken);
            });
        }
    }

    /// <summary>Does what the cmdlet is for, for tenants of one server.</summary>
    private protected abstract Task RunAsync(TenantRequest request, ProxyServer? proxy, CancellationToken cancellationToken);

    private static string Key(RdsDatabase database) =>
        database.Arn.Length > 0 ? database.Arn : $"{database.HostName}:{database.Port}";

    private async Task<(TenantServer Server, ProxyServer? Proxy)> ServerAsync(
        RdsDatabase named, TransportOptions transport, CancellationToken cancellationToken)
    {
        var described = await DescribeNowAsync(named, cancellationToken);
        TenantServer.Check(described);
        if (described.Kind != DatabaseKind.Proxy)
        {
            var (database, master) = await ConnectAsync(described, transport, cancellationToken);
            return (new TenantServer(database, master), null);
        }

        var proxy = await ProxyServer.OfAsync(await AwsAsync(cancellationToken), described, cancellationToken);
        var (behind, login) = await ConnectAsync(proxy.Database, transport, cancellationToken);
        var entry = described with { Port = described.Port > 0 ? described.Port : behind.Port };
        return (new TenantServer(behind, login) { Proxy = entry }, proxy);
    }
}
