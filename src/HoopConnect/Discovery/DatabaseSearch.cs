using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HoopConnect.Aws;
using HoopConnect.Aws.Organizations;
using HoopConnect.Aws.Rds;
using HoopConnect.Hosting;

namespace HoopConnect.Discovery;

/// <summary>One run of a search: accounts are listed while the first of them are already being asked.</summary>
internal sealed class DatabaseSearch(
    IAwsServices aws, DatabaseQuery query, IReadOnlyList<string> regions, IHoopHost host, ChannelWriter<RdsDatabase> found)
{
    private const int ActivityId = 101;
    private const string Activity = "Finding databases";

    private readonly Channel<Place> _places = Channel.CreateUnbounded<Place>();
    private readonly ConcurrentDictionary<(string AccountId, string ErrorId, string Operation), bool> _reported = new();
    private readonly ConcurrentDictionary<string, bool> _proxiesReported = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _closed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<NamePattern, bool> _missing = new(
        query.Names.Where(name => !name.HasWildcard).Distinct().Select(name => KeyValuePair.Create(name, true)));
    private readonly ConcurrentBag<Place> _asked = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _total;
    private int _done;
    private volatile bool _totalIsKnown;

    /// <summary>Never throws: the reader of the channel gets the failure.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            // Fails once, and at once, where the credentials are no good.
            await aws.GetCallerIdentityAsync(cancellationToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAll(EndingAllAsync(ListPlacesAsync(stop.Token), stop), EndingAllAsync(SearchPlacesAsync(stop.Token), stop));
            ReportMissing();
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }
        host.Progress(new HoopProgress(ActivityId, Activity, "", _done, _total, null, Finished: true));
        found.Complete(failure);
    }

    // One half that fails must not leave the other waiting.
    private static async Task EndingAllAsync(Task half, CancellationTokenSource stop)
    {
        try
        {
            await half;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task ListPlacesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var accounts = new AccountDirectory(aws).SelectAsync(query.Accounts, host, cancellationToken);
            await foreach (var group in GroupsAsync(accounts, cancellationToken))
            {
                var regionsOf = await Task.WhenAll(group.Select(account => RegionsAsync(account, cancellationToken)));
                // One region of each account, then the next: neighbours in the queue do not wait for the same assumed role.
                for (var round = 0; round < regionsOf.Max(regions => regions.Count); round++)
                {
                    foreach (var (account, regions) in group.Zip(regionsOf).Where(pair => round < pair.Second.Count))
                    {
                        Interlocked.Increment(ref _total);
                        await _places.Writer.WriteAsync(new Place(account, regions[round]), cancellationToken);
                    }
                }
            }
        }
        finally
        {
            _totalIsKnown = true;
            _places.Writer.Complete();
        }
    }

    /// <summary>As many accounts a group as are asked at a time.</summary>
    private async IAsyncEnumerable<List<OrganizationAccount>> GroupsAsync(
        IAsyncEnumerable<OrganizationAccount> accounts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var group = new List<OrganizationAccount>(query.ThrottleLimit);
        await foreach (var account in accounts.WithCancellation(cancellationToken))
        {
            group.Add(account);
            if (group.Count < query.ThrottleLimit)
                continue;
            yield return group;
            group = [];
        }
        if (group.Count > 0)
            yield return group;
    }

    private async Task<IReadOnlyList<string>> RegionsAsync(OrganizationAccount account, CancellationToken cancellationToken)
    {
        if (!query.AllRegions)
            return regions;
        try
        {
            return await aws.Ec2(account.Id, aws.DefaultRegion).DescribeRegionsAsync(cancellationToken);
        }
        catch (HoopException failure) when (!AwsFailures.AreOfTheCaller(failure))
        {
            Report(account, failure);
            return [];
        }
    }

    private Task SearchPlacesAsync(CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(_places.Reader.ReadAllAsync(cancellationToken), Limit(cancellationToken), async (place, token) =>
        {
            try
            {
                if (!_closed.ContainsKey(place.Account.Id))
                    await SearchAsync(place, token);
            }
            catch (HoopException failure) when (!AwsFailures.AreOfTheCaller(failure))
            {
                Report(place.Account, failure);
            }
            ReportProgress(place, Interlocked.Increment(ref _done));
        });

    private async Task SearchAsync(Place place, CancellationToken cancellationToken)
    {
        var (account, region) = place;
        _asked.Add(place);
        var rds = aws.Rds(account.Id, region);
        var vpcOfCluster = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        await foreach (var instance in rds.DescribeDBInstancesAsync(null, cancellationToken))
        {
            if (instance.DBClusterIdentifier is { } cluster)
                vpcOfCluster[cluster] = instance.VpcId;
            else if (DatabaseReading.IsRelational(instance.Engine))
                await GiveAsync(DatabaseReading.From(instance, account.Id, account.Name, region), cancellationToken);
        }
        await foreach (var cluster in rds.DescribeDBClustersAsync(null, cancellationToken))
        {
            if (DatabaseReading.IsRelational(cluster.Engine))
                await GiveAsync(
                    DatabaseReading.From(
                        cluster,
                        vpcOfCluster.GetValueOrDefault(cluster.DBClusterIdentifier),
                        account.Id,
                        account.Name,
                        region),
                    cancellationToken);
        }
        // A proxy has no tags here, so that none fits where tags are asked for.
        if (query.MayBe(DatabaseKind.Proxy) && query.Tags.Count == 0)
            await SearchProxiesAsync(rds, place, cancellationToken);
    }

    private async Task SearchProxiesAsync(IRdsClient rds, Place place, CancellationToken cancellationToken)
    {
        var (account, region) = place;
        try
        {
            await foreach (var proxy in rds.DescribeDBProxiesAsync(cancellationToken))
                await GiveAsync(
                    DatabaseReading.From(
                        proxy,
                        await ProxyTargets.OfAsync(rds, proxy, cancellationToken),
                        account.Id,
                        account.Name,
                        region),
                    cancellationToken);
        }
        catch (AwsErrorException failure) when (AwsErrors.AccessDenied.Is(failure) || failure.AwsErrorCode == "InvalidAction")
        {
            // Older policies do not allow it and some regions do not have it: the databases themselves are all there.
            if (_proxiesReported.TryAdd(account.Id, true))
                host.Warning($"The proxies of account {account.Id} are not shown: {failure.Message}");
            else
                host.Verbose(failure.Message);
        }
    }

    private async Task GiveAsync(RdsDatabase database, CancellationToken cancellationToken)
    {
        if (!query.Fits(database))
            return;
        foreach (var name in _missing.Keys.Where(name => DatabaseQuery.IsNamed(database, name)))
            _missing.TryRemove(name, out _);
        await found.WriteAsync(database, cancellationToken);
    }

    private void ReportMissing()
    {
        // Where a place refused, that was said, and the name may well be there.
        if (!_reported.IsEmpty)
            return;
        var where = _asked.ToArray() is [var only] ? $"in account {only.Account.Id}, {only.Region}" : "where it was looked for";
        foreach (var name in _missing.Keys.OrderBy(name => name.Text, StringComparer.Ordinal))
            host.Error(AwsErrors.DatabaseNotFound.Error(
                $"There is no database '{name}' {where}{(query.NarrowsMore ? " that fits the rest of the search" : "")}.",
                name.Text,
                "Look in other accounts (-Account *) and regions (-Region, -AllRegions), or with wildcards."));
    }

    private void Report(OrganizationAccount account, HoopException failure)
    {
        if (AwsErrors.AssumeRoleDenied.Is(failure))
            _closed[account.Id] = true;
        // Once for each account, not for each of its regions.
        if (_reported.TryAdd((account.Id, failure.ErrorId, (failure as AwsErrorException)?.Operation ?? ""), true))
            host.Error(failure);
        else
            host.Verbose(failure.Message);
    }

    private void ReportProgress(Place place, int done)
    {
        var total = Volatile.Read(ref _total);
        TimeSpan? remaining = _totalIsKnown ? _clock.Elapsed / done * (total - done) : null;
        host.Progress(
            new HoopProgress(
                ActivityId, Activity, $"account {place.Account.Id}, {place.Region}", done, _totalIsKnown ? total : null, remaining));
    }

    private ParallelOptions Limit(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = query.ThrottleLimit, CancellationToken = cancellationToken };

    private sealed record Place(OrganizationAccount Account, string Region);
}
