using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HoopConnect.Aws;
using HoopConnect.Aws.Rds;
using HoopConnect.Hosting;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Aws;

public sealed class AwsErrorTests(SandboxFixture sandboxes) : IDisposable
{
    private const string Orders = "222233334444";
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task A_denied_action_names_action_principal_and_account_and_the_policy_that_is_needed()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Organisation.Denials.Deny(Orders, "rds:DescribeDBInstances");
        using var session = await _environment.OpenAsync(sandbox);

        var error = await FailAsync(session);

        Assert.Equal("Aws.AccessDenied", error.ErrorId);
        Assert.Equal(HoopErrorKind.PermissionDenied, error.Kind);
        Assert.Contains("rds:DescribeDBInstances", error.Message, StringComparison.Ordinal);
        Assert.Contains($"arn:aws:iam::{Orders}:role/HoopOrganizationAccountAccessRole", error.Message, StringComparison.Ordinal);
        Assert.Contains($"account {Orders}", error.Message, StringComparison.Ordinal);
        Assert.Contains("HoopAWSConnect", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(
            (Orders, "eu-west-1", "rds:DescribeDBInstances", "AccessDenied"),
            (error.AccountId, error.Region, error.Operation, error.AwsErrorCode));
        Assert.True(Guid.TryParse(error.RequestId, out _));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_in_every_services_words()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);

        var error = await Assert.ThrowsAsync<AwsErrorException>(() =>
            session.Ec2("111122223333", "eu-west-1").GetVpcOfSecurityGroupAsync("sg-0123456789abcdef0", Cancel));

        Assert.Equal(
            ("Aws.NotFound", HoopErrorKind.ObjectNotFound, "InvalidGroup.NotFound"), (error.ErrorId, error.Kind, error.AwsErrorCode));
    }

    [Fact]
    public async Task EC2_and_Organizations_say_denied_in_words_of_their_own_and_mean_the_same()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Organisation.Denials.Deny("111122223333", "ec2:*");
        sandbox.Organisation.Denials.Deny("111122223333", "organizations:*");
        using var session = await _environment.OpenAsync(sandbox);

        var ec2 = await Assert.ThrowsAsync<AwsErrorException>(() => session.Ec2("111122223333", "eu-west-1").DescribeRegionsAsync(Cancel));
        var organizations = await Assert.ThrowsAsync<AwsErrorException>(() =>
            session.Organizations.ListAccountsAsync(Cancel).ToListAsync(Cancel).AsTask());

        Assert.Equal(("Aws.AccessDenied", "UnauthorizedOperation"), (ec2.ErrorId, ec2.AwsErrorCode));
        Assert.Equal(("Aws.AccessDenied", "AccessDeniedException"), (organizations.ErrorId, organizations.AwsErrorCode));
        Assert.True(Guid.TryParse(ec2.RequestId, out _));
        Assert.True(Guid.TryParse(organizations.RequestId, out _));
    }

    [Fact]
    public async Task A_role_that_lets_nobody_in_is_an_error_of_its_own_that_names_the_role()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);

        var error = await FailAsync(session, account: "333344445555");

        Assert.Equal("Aws.AssumeRoleDenied", error.ErrorId);
        Assert.Equal("333344445555", error.AccountId);
        Assert.Equal("sts:AssumeRole", error.Operation);
        Assert.Contains("arn:aws:iam::333344445555:role/HoopOrganizationAccountAccessRole", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_session_is_told_from_credentials_that_were_never_good()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var expired = await _environment.OpenAsync(sandbox);
        sandbox.Faults.Add(new Fault(FaultKind.ExpiredToken) { Service = "sts", Times = 10 });
        Assert.Equal("Aws.ExpiredToken", (await FailAsync(expired)).ErrorId);
        sandbox.Faults.Clear();

        using var wrong = await _environment.OpenAsync(sandbox, options => options with { SecretKey = Secret.From("not-the-secret") });
        using var unknown = await _environment.OpenAsync(sandbox, options => options with { AccessKey = "AKIANOBODY" });

        Assert.Equal(("Aws.InvalidCredentials", "SignatureDoesNotMatch"), await CodeAsync(wrong));
        Assert.Equal(("Aws.InvalidCredentials", "InvalidClientTokenId"), await CodeAsync(unknown));

        async Task<(string, string)> CodeAsync(AwsSession session)
        {
            var error = await FailAsync(session);
            return (error.ErrorId, error.AwsErrorCode);
        }
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_not_found()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);

        var instance = await FailAsync(session, identifier: "nowhere");
        var cluster = await Assert.ThrowsAsync<AwsErrorException>(() =>
            session.Rds(Orders, "eu-west-1").DescribeDBClustersAsync("nowhere", Cancel).ToListAsync(Cancel).AsTask());

        Assert.All(
            [instance, cluster],
            error =>
                Assert.Equal(
                    ("Discovery.DatabaseNotFound", HoopErrorKind.ObjectNotFound, "nowhere"), (error.ErrorId, error.Kind, error.Target)));
    }

    [Fact]
    public async Task Throttled_calls_failures_of_the_service_and_broken_connections_are_tried_again()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Faults.Throttle("rds", "DescribeDBInstances", times: 2);
        sandbox.Faults.Throttle("organizations", "ListAccounts");
        sandbox.Faults.Add(new Fault(FaultKind.InternalError) { Service = "sts", Action = "AssumeRole" });
        sandbox.Faults.Add(new Fault(FaultKind.DropBefore) { Service = "ec2" });
        using var session = await _environment.OpenAsync(sandbox);

        await session.Rds(Orders, "eu-west-1").DescribeDBInstancesAsync("orders", Cancel).ToListAsync(Cancel);
        await session.Ec2(Orders, "eu-west-1").DescribeRegionsAsync(Cancel);
        await session.Organizations.ListAccountsAsync(Cancel).ToListAsync(Cancel);

        Assert.Equal(3, sandbox.Requests.Of("rds:DescribeDBInstances").Count);
        Assert.Equal(2, sandbox.Requests.Of("sts:AssumeRole").Count);
        Assert.Equal(2, sandbox.Requests.Of("ec2:DescribeRegions").Count);
    }

    [Fact]
    public async Task Throttling_that_does_not_end_is_an_error_of_its_own()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Faults.Throttle("rds", "DescribeDBInstances", times: 100);
        using var session = await _environment.OpenAsync(sandbox, options => options with { MaxAttempts = 2 });

        var error = await FailAsync(session);

        Assert.Equal(("Aws.Throttled", HoopErrorKind.LimitsExceeded, "Throttling"), (error.ErrorId, error.Kind, error.AwsErrorCode));
        Assert.Equal(2, sandbox.Requests.Of("rds:DescribeDBInstances").Count);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_call_that_waits_to_be_tried_again()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Faults.Throttle("rds", "DescribeDBInstances", times: 100);
        using var session = await _environment.OpenAsync(sandbox);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        stop.CancelAfter(TimeSpan.FromMilliseconds(300));
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            session.Rds(Orders, "eu-west-1").DescribeDBInstancesAsync(null, stop.Token).ToListAsync(Cancel).AsTask());

        Promptness.Check(clock);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_unreachable()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using var session = await _environment.OpenAsync(new AwsSessionOptions
        {
                AccessKey = "AKIDEXAMPLE",
                SecretKey = Secret.From("example"),
                Region = "eu-west-1",
                EndpointUrl = $"http://127.0.0.1:{port}",
                MaxAttempts = 1,
        });

        var error = await FailAsync(session);

        Assert.Equal(("Aws.Unreachable", HoopErrorKind.ConnectionError), (error.ErrorId, error.Kind));
        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_is_sent_is_in_no_error_and_no_message_even_where_AWS_repeats_it()
    {
        const string Password = "Pa55-word*that_must-not*show";
        await using var sandbox = await sandboxes.StartAsync();
        // The sandbox puts the code into its message: as if AWS said the password back.
        sandbox.Faults.Add(new Fault(FaultKind.Error) { Service = "rds", Action = "ModifyDBInstance", ErrorCode = Password });
        using var session = await _environment.OpenAsync(sandbox);

        var error = await Assert.ThrowsAsync<AwsErrorException>(() => session.Rds(Orders, "eu-west-1").ModifyDBInstanceAsync(
            new ModifyDatabaseRequest("orders") { MasterUserPassword = Secret.From(Password) }, Cancel));

        Assert.DoesNotContain(Password, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, error.AwsErrorCode, StringComparison.Ordinal);
        Assert.Contains("ModifyDBInstance", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_environment.Host.Everything, line => line.Contains(Password, StringComparison.Ordinal));
    }

    private static Task<AwsErrorException> FailAsync(AwsSession session, string account = Orders, string? identifier = null) =>
        Assert.ThrowsAsync<AwsErrorException>(() =>
            session.Rds(account, "eu-west-1").DescribeDBInstancesAsync(identifier, Cancel).ToListAsync(Cancel).AsTask());
}
