using System.Diagnostics;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Sandbox.Model;
using HoopConnect.Tests.Aws;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Discovery;

public sealed class DatabaseFinderTests(SandboxFixture sandboxes) : IDisposable
{
    private static readonly string[] Both = ["eu-west-1", "us-east-1"];
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RecordingHost Host => _environment.Host;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task Databases_of_all_accounts_and_regions_come_and_an_account_that_refuses_is_one_error()
    {
        await using var sandbox = await sandboxes.StartAsync();

        var found = await FindAsync(sandbox, new DatabaseQuery { Accounts = Patterns("*"), Regions = Both });

        Assert.Equal(
            [
                "archive", "billing", "classic", "ledger", "legacy", "metrics", "orders", "orders-proxy", "orders-replica", "orders-test",
                "payments", "reports", "shop", "upgrading", "vaulted",
            ],
            found.Select(database => database.Identifier).Order(StringComparer.Ordinal));
        var error = Assert.Single(Host.Errors);
        Assert.Equal(("Aws.AssumeRoleDenied", "333344445555"), (error.ErrorId, ((HoopConnect.Aws.AwsErrorException)error).AccountId));
        Assert.Contains(
            Host.Everything,
            line => line.Contains("555566667777", StringComparison.Ordinal) && line.Contains("SUSPENDED", StringComparison.Ordinal));
        Assert.DoesNotContain(
            sandbox.Requests.Of("sts:AssumeRole"),
            request => request.Parameters["RoleArn"].Contains("555566667777", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_instance_is_described_as_RDS_does()
    {
        await using var sandbox = await sandboxes.StartAsync();

        var all = (await FindAsync(sandbox, new DatabaseQuery { Accounts = Patterns("orders") })).ToDictionary(database =>
            database.Identifier);

        var orders = all["orders"];
        Assert.Equal(
            ("222233334444", "orders", "eu-west-1", DatabaseKind.Instance),
            (orders.AccountId, orders.AccountName, orders.Region, orders.Kind));
        Assert.Equal(("arn:aws:rds:eu-west-1:222233334444:db:orders", "db-SANDBOXORDERS"), (orders.Arn, orders.ResourceId));
        Assert.Equal(
            ("postgres", sandbox.Organisation.Database("orders").EngineVersion, "available", 5432, "postgres", "orders"),
            (orders.Engine, orders.EngineVersion, orders.Status, orders.Port, orders.MasterUserName, orders.DatabaseName));
        Assert.StartsWith("orders.", orders.HostName, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, string> { ["env"] = "prod", ["team"] = "orders" }, orders.Tags);
        Assert.Equal(new DateTime(2025, 3, 1, 12, 0, 0, DateTimeKind.Utc), orders.Created);
        Assert.Equal(DateTimeKind.Utc, orders.Created!.Value.Kind);
        Assert.Equal("orders", all["orders-replica"].ReplicaOf);
        Assert.StartsWith("arn:aws:secretsmanager:", all["vaulted"].MasterUserSecretArn, StringComparison.Ordinal);
        Assert.Equal(["EngineVersion"], all["upgrading"].PendingModifications);
        Assert.Null(all["classic"].VpcId);
        Assert.Empty(all["classic"].VpcSecurityGroupIds);
        Assert.Single(orders.VpcSecurityGroupIds);
    }

    [Fact]
    public async Task A_cluster_is_one_database_with_its_members_the_writer_first_and_their_VPC()
    {
        await using var sandbox = await sandboxes.StartAsync();

        var found = await FindAsync(
            sandbox, new DatabaseQuery { Accounts = Patterns("222233334444", "444455556666"), Regions = ["us-east-1"] });

        var payments = found.Single(database => database.Identifier == "payments");
        Assert.Equal(
            (DatabaseKind.Cluster, "aurora-postgresql", "cluster-SANDBOXPAYMENTS"),
            (payments.Kind, payments.Engine, payments.ResourceId));
        Assert.Equal(["payments-2", "payments-1"], payments.Members);
        Assert.Equal(sandbox.Organisation.Find("222233334444")!.In("us-east-1").VpcId, payments.VpcId);
        Assert.StartsWith("payments.cluster-c0", payments.HostName, StringComparison.Ordinal);
        Assert.StartsWith("payments.cluster-ro-", payments.ReaderHostName, StringComparison.Ordinal);
        Assert.StartsWith("analytics.cluster-custom-", Assert.Single(payments.CustomHostNames), StringComparison.Ordinal);
        var reports = found.Single(database => database.Identifier == "reports");
        Assert.Equal((DatabaseKind.Cluster, "postgres", true), (reports.Kind, reports.Engine, reports.MultiAz));
        Assert.Equal(2, found.Count);
    }

    [Fact]
    public async Task DocumentDB_and_Neptune_are_no_databases_of_ours()
    {
        await using var sandbox = await sandboxes.StartAsync();
        var place = new DatabaseBuilder(sandbox.Organisation, sandbox.Organisation.Management, "eu-west-1");
        place.Cluster("documents", "docdb", "5.0.0", members: 2, customEndpoint: null);
        place.Cluster("graph", "neptune", "1.4.1.0", members: 2, customEndpoint: null);

        Assert.Equal("shop", Assert.Single(await FindAsync(sandbox, new DatabaseQuery())).Identifier);
    }

    [Fact]
    public async Task Without_accounts_and_regions_the_caller_s_own_account_in_the_session_s_region_is_searched()
    {
        await using var sandbox = await sandboxes.StartAsync();

        Assert.Equal("shop", Assert.Single(await FindAsync(sandbox, new DatabaseQuery())).Identifier);

        Assert.Empty(sandbox.Requests.Of("organizations:ListAccounts"));
        Assert.Single(sandbox.Requests.Of("rds:DescribeDBInstances"));
    }

    [Fact]
    public async Task All_regions_are_those_that_are_enabled_in_the_account()
    {
        await using var sandbox = await sandboxes.StartAsync(new SandboxOptions { Regions = ["eu-west-1", "eu-central-1", "us-east-1"] });

        var found = await FindAsync(sandbox, new DatabaseQuery { Accounts = Patterns("444455556666"), AllRegions = true });

        Assert.Equal(["metrics", "reports"], found.Select(database => database.Identifier).Order(StringComparer.Ordinal));
        Assert.Equal(3, sandbox.Requests.Of("rds:DescribeDBClusters").Select(request => request.Region).Distinct().Count());
    }

    [Theory]
    [InlineData(
        "engines", "postgres", "archive classic metrics orders orders-proxy orders-replica orders-test reports shop upgrading vaulted")]
    [InlineData("engines", "aurora-*", "payments")]
    [InlineData("names", "orders*", "orders orders-proxy orders-replica orders-test")]
    [InlineData("names", "payments-1", "payments")]
    [InlineData("names", "ORDERS", "orders")]
    [InlineData("kinds", "Proxy", "orders-proxy")]
    [InlineData("kinds", "Cluster Proxy", "orders-proxy payments reports")]
    [InlineData("tags", "env=test", "orders-test reports")]
    [InlineData("tags", "env=prod team=*", "metrics orders payments shop")]
    [InlineData("tags", "ENV=prod", "")]
    [InlineData("tags", "env=*", "archive ledger legacy metrics orders orders-replica orders-test payments reports shop")]
    public async Task Engines_names_and_tags_narrow_the_search(string by, string wanted, string expected)
    {
        await using var sandbox = await sandboxes.StartAsync();
        var query = new DatabaseQuery { Accounts = Patterns("222233334444", "444455556666", "111122223333"), Regions = Both };

        var found = await FindAsync(sandbox, by switch
        {
            "engines" => query with { Engines = Patterns(wanted) },
            "kinds" => query with { Kinds = [.. wanted.Split(' ').Select(Enum.Parse<DatabaseKind>)] },
            "names" => query with { Names = Patterns(wanted) },
                _ => query with
                {
                    Tags = wanted.Split(' ').Select(tag => tag.Split('=')).ToDictionary(tag => tag[0], tag => NamePattern.Parse(tag[1])),
                },
        });

        Assert.Equal(expected, string.Join(' ', found.Select(database => database.Identifier).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_name_that_is_nowhere_is_one_error_and_a_pattern_may_find_nothing()
    {
        await using var sandbox = await sandboxes.StartAsync();

        var found = await FindAsync(
            sandbox,
            new DatabaseQuery { Accounts = Patterns("orders"), Regions = Both, Names = Patterns("orders", "payments-1", "order", "x*") });

        // The member names its cluster.
        Assert.Equal(["orders", "payments"], found.Select(database => database.Identifier).Order(StringComparer.Ordinal));
        var error = Assert.Single(Host.Errors);
        Assert.Equal(
            ("Discovery.DatabaseNotFound", HoopErrorKind.ObjectNotFound, "order"), (error.ErrorId, error.Kind, error.Target));
    }

    [Fact]
    public async Task A_name_that_the_rest_of_the_search_leaves_out_is_an_error_that_says_so()
    {
        await using var sandbox = await sandboxes.StartAsync();

        Assert.Empty(await FindAsync(
            sandbox, new DatabaseQuery { Names = Patterns("shop"), Kinds = [DatabaseKind.Cluster] }));

        var message = Assert.Single(Host.Errors).Message;
        Assert.Contains("'shop' in account 111122223333, eu-west-1 that fits the rest of the search", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_an_account_refuses_a_name_may_be_there_and_is_not_called_missing()
    {
        await using var sandbox = await sandboxes.StartAsync();

        await FindAsync(sandbox, new DatabaseQuery { Accounts = Patterns("*"), Names = Patterns("nowhere") });

        Assert.Equal("Aws.AssumeRoleDenied", Assert.Single(Host.Errors).ErrorId);
    }

    [Fact]
    public async Task An_account_that_is_not_in_the_organisation_is_an_error_and_the_others_come()
    {
        await using var sandbox = await sandboxes.StartAsync();

        var found = await FindAsync(sandbox, new DatabaseQuery { Accounts = Patterns("analytics", "nobody") });

        Assert.Equal("metrics", Assert.Single(found).Identifier);
        Assert.Equal(("Discovery.AccountNotFound", "nobody"), (Assert.Single(Host.Errors).ErrorId, Host.Errors[0].Target));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_account_in_no_organisation_or_that_may_not_list_it_works_alone_and_says_so(bool isInOne)
    {
        await using var sandbox = await sandboxes.StartAsync(new SandboxOptions { InOrganisation = isInOne });
        sandbox.Organisation.Denials.Deny("111122223333", "organizations:ListAccounts");

        Assert.Equal("shop", Assert.Single(await FindAsync(sandbox, new DatabaseQuery { Accounts = Patterns("*") })).Identifier);

        Assert.Empty(Host.Errors);
        Assert.Contains(Host.Everything, line => line.Contains("111122223333 alone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_denied_action_is_one_error_an_account_and_what_was_found_before_stays()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Organisation.Denials.Deny("222233334444", "rds:DescribeDBClusters");

        var found = await FindAsync(sandbox, new DatabaseQuery { Accounts = Patterns("222233334444"), Regions = Both });

        // Of the first region the proxy is missing, too: what fails ends that region.
        Assert.Equal(10, found.Count);
        Assert.Equal(
            ("Aws.AccessDenied", "rds:DescribeDBClusters"),
            (Assert.Single(Host.Errors).ErrorId, ((HoopConnect.Aws.AwsErrorException)Host.Errors[0]).Operation));
    }

    [Fact]
    public async Task Credentials_that_have_expired_end_the_search_once()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Faults.Add(new Fault(FaultKind.ExpiredToken) { Service = "sts", Action = "AssumeRole", Times = 100 });

        var error = await Assert.ThrowsAsync<HoopConnect.Aws.AwsErrorException>(() =>
            FindAsync(sandbox, new DatabaseQuery { Accounts = Patterns("*"), Regions = Both }));

        Assert.Equal("Aws.ExpiredToken", error.ErrorId);
        Assert.Empty(Host.Errors);
    }

    [Fact]
    public async Task An_unknown_region_is_refused_before_anything_is_asked()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);

        var error = Assert.Throws<HoopException>(() =>
            new DatabaseFinder(session).FindAsync(new DatabaseQuery { Regions = ["eu-west-1", "mars-1"] }, Host, Cancel));

        Assert.Equal(("Aws.UnknownRegion", "mars-1"), (error.ErrorId, error.Target));
        Assert.Equal(0, sandbox.Requests.Count);
    }

    [Fact]
    public async Task Accounts_are_asked_many_at_a_time_and_progress_ends_complete()
    {
        await using var sandbox = await sandboxes.StartAsync(
            new SandboxOptions
            {
                ExtraAccounts = 40,
                AccountsPageSize = 20,
                Latency = TimeSpan.FromMilliseconds(50),
            });
        var clock = Stopwatch.StartNew();

        var found = await FindAsync(sandbox, new DatabaseQuery { Accounts = Patterns("extra-*"), Regions = Both, ThrottleLimit = 16 });

        // In turn it would be 40 roles and 160 describes of 50 ms: 10 seconds.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(6), $"It took {clock.Elapsed}.");
        Assert.Equal(80, found.Count);
        Assert.Contains(Host.ProgressReports, report => report is { Total: 80, Remaining: not null, Finished: false });
        Assert.True(Host.ProgressReports[^1] is { Finished: true, Completed: 80, Total: 80 });
    }

    [Fact]
    public async Task Databases_come_while_others_are_still_being_asked_and_a_reader_who_has_enough_ends_the_search()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Faults.Add(
            new Fault(FaultKind.Delay)
            {
                Service = "rds",
                AccountId = "444455556666",
                Delay = TimeSpan.FromSeconds(20),
                Times = 10,
            });
        using var session = await _environment.OpenAsync(sandbox);
        var clock = Stopwatch.StartNew();

        await foreach (var database in new DatabaseFinder(session).FindAsync(new DatabaseQuery { Accounts = Patterns("*") }, Host, Cancel))
        {
            Assert.NotEqual("444455556666", database.AccountId);
            break;
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task Ctrl_C_ends_a_search_within_a_second()
    {
        await using var sandbox = await sandboxes.StartAsync(new SandboxOptions { Latency = TimeSpan.FromSeconds(20) });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var session = await _environment.OpenAsync(sandbox);
        stop.CancelAfter(200);
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new DatabaseFinder(session)
                .FindAsync(new DatabaseQuery { Accounts = Patterns("*") }, Host, stop.Token)
                .ToListAsync(Cancel)
                .AsTask());

        Promptness.Check(clock);
    }

    [Fact]
    public async Task A_database_is_looked_up_by_its_ARN_and_a_member_gives_its_cluster()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var finder = new DatabaseFinder(session);

        var instance = await finder.GetAsync("arn:aws:rds:eu-west-1:222233334444:db:orders", Cancel);
        var cluster = await finder.GetAsync("arn:aws:rds:us-east-1:222233334444:cluster:payments", Cancel);
        var ofMember = await finder.GetAsync("arn:aws:rds:us-east-1:222233334444:db:payments-1", Cancel);

        Assert.Equal(("orders", DatabaseKind.Instance), (instance.Identifier, instance.Kind));
        Assert.Equal(("payments", DatabaseKind.Cluster), (cluster.Identifier, cluster.Kind));
        Assert.NotNull(cluster.VpcId);
        Assert.Equal((cluster.Arn, cluster.VpcId), (ofMember.Arn, ofMember.VpcId));
    }

    [Theory]
    [InlineData("arn:aws:rds:eu-west-1:222233334444:db:nowhere", "Discovery.DatabaseNotFound")]
    [InlineData("arn:aws:rds:eu-west-1:222233334444:cluster:nowhere", "Discovery.DatabaseNotFound")]
    [InlineData("arn:aws:rds:eu-west-1:333344445555:db:orders", "Aws.AssumeRoleDenied")]
    [InlineData("orders", "Discovery.InvalidArn")]
    public async Task A_look_up_that_cannot_be_has_an_error_of_its_own(string arn, string errorId)
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);

        Assert.Equal(
            errorId,
            (await Assert.ThrowsAnyAsync<HoopException>(() => new DatabaseFinder(session).GetAsync(arn, Cancel))).ErrorId);
    }

    private async Task<List<RdsDatabase>> FindAsync(AwsSandbox sandbox, DatabaseQuery query)
    {
        using var session = await _environment.OpenAsync(sandbox);
        return await new DatabaseFinder(session).FindAsync(query, Host, Cancel).ToListAsync(Cancel);
    }

    private static NamePattern[] Patterns(params string[] texts) => [.. texts.Select(NamePattern.Parse)];
}
