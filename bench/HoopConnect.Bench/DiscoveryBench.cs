using System.Diagnostics;
using System.Globalization;
using HoopConnect.Aws;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Sandbox;
using HoopConnect.Secrets;

namespace HoopConnect.Bench;

/// <summary>Discovery of 200 accounts x 4 regions with 40 ms a call, against the bound: calls / concurrency x latency.</summary>
internal static class DiscoveryBench
{
    private const int Accounts = 200;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(40);
    private static readonly string[] Regions = ["eu-west-1", "us-east-1", "eu-central-1", "us-west-2"];

    public static async Task<Row> RunAsync(CancellationToken cancellationToken)
    {
        const int concurrency = 16;
        await using var sandbox = await StartAsync(Accounts, Regions, Latency, cancellationToken);
        var session = await OpenAsync(sandbox, cancellationToken);

        var clock = Stopwatch.StartNew();
        var found = 0;
        var query = new DatabaseQuery { Accounts = [NamePattern.Parse("9*")], Regions = Regions, ThrottleLimit = concurrency };
        await foreach (var _ in new DatabaseFinder(session).FindAsync(query, new SilentHost(), cancellationToken))
            found++;
        var taken = clock.Elapsed;

        var calls = sandbox.Requests.Count;
        var bound = calls / (double)concurrency * Latency;
        return new Row("discovery of 200 accounts x 4 regions, 40 ms a call", "calls / concurrency x latency", taken / bound, 1.5,
            string.Create(
                CultureInfo.InvariantCulture,
                $"[{found} databases, {calls} calls, {concurrency} at a time: {taken.TotalSeconds:0.0} s, bound {bound.TotalSeconds:0.0} s]"
            ));
    }

    internal static Task<AwsSandbox> StartAsync(int accounts, string[] regions, TimeSpan latency, CancellationToken cancellationToken) =>
        AwsSandbox.StartAsync(
            new SandboxOptions
            {
                ExtraAccounts = accounts,
                Regions = regions,
                Latency = latency,
                AccountsPageSize = 20,
                DatabasesPageSize = 100,
            },
            cancellationToken);

    internal static Task<AwsSession> OpenAsync(AwsSandbox sandbox, CancellationToken cancellationToken) =>
        AwsSession.OpenAsync(
            new AwsSessionOptions
            {
                AccessKey = sandbox.AccessKey.AccessKeyId,
                SecretKey = Secret.From(sandbox.AccessKey.SecretAccessKey),
                Region = "eu-west-1",
                EndpointUrl = sandbox.EndpointUrl,
            },
            new SilentHost(), cancellationToken);
}
