using HoopConnect.Aws;
using HoopConnect.Credentials.Master;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Provisioning.Network;
using HoopConnect.Provisioning.Runs;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using Npgsql;

namespace HoopConnect.Tests.Provisioning.Runs;

/// <summary>
/// All that a run needs, real as far as it can be: the sandbox's AWS over HTTP, real PostgreSQL servers behind some of its databases
/// (every statement logged), a vault in memory, a state folder on disk.
/// </summary>
internal sealed class ProvisioningScenario : IAsyncDisposable
{
    private readonly string _state = Path.Combine(Path.GetTempPath(), "hoopconnect-tests-" + Guid.NewGuid().ToString("N"));

    private ProvisioningScenario(AwsSandbox sandbox) => Sandbox = sandbox;

    public AwsSandbox Sandbox { get; }

    public Dictionary<string, PostgresServer> Servers { get; } = new(StringComparer.Ordinal);

    public RecordingVault Vault { get; } = new();

    public RecordingHost Host { get; } = new();

    public AwsSession Aws { get; private set; } = null!;

    public JobStore Jobs { get; private set; } = null!;

    /// <summary>Who is told how jobs end; whoever sets it disposes of it.</summary>
    public IJobWebhook? Webhook { get; set; }

    public string JobFolder => Path.Combine(_state, "jobs");

    public ConnectionStore Connections => new(Vault);

    // The sandbox's RDS takes a quarter of a second for what AWS takes a minute for.
    private static readonly MasterCredentialOptions MasterOptions = new()
    {
        PollFirst = TimeSpan.FromMilliseconds(50),
        PollLongest = TimeSpan.FromMilliseconds(200),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts it with a server behind each of those databases or clusters.</summary>
    public static async Task<ProvisioningScenario> StartAsync(SandboxFixture sandboxes, params string[] identifiers)
    {
        var scenario = new ProvisioningScenario(await sandboxes.StartWithServersAsync(identifiers));
        try
        {
            var state = StateFolder.At(scenario._state);
            scenario.Jobs = new JobStore(state);
            foreach (var identifier in identifiers)
                scenario.Servers[identifier] = await scenario.Sandbox.ServerAsync(identifier);
            scenario.Aws = await scenario.OpenSessionAsync(scenario.Sandbox.AccessKey);
            return scenario;
        }
        catch
        {
            await scenario.DisposeAsync();
            throw;
        }
    }

    /// <summary>A session whose token was good and is not any more.</summary>
    public async Task<AwsSession> OpenExpiredSessionAsync()
    {
        var organisation = Sandbox.Organisation;
        var key = organisation.Keys.CreateSession(
            organisation.Management.Id, organisation.Management.Roles[0], organisation.Partition, "late", TimeSpan.FromHours(1));
        var session = await OpenSessionAsync(key);
        organisation.Keys.ExpireSessions();
        return session;
    }

    /// <summary>The databases of these identifiers, found over all accounts and regions.</summary>
    public async Task<IReadOnlyList<RdsDatabase>> FindAsync(params string[] identifiers)
    {
        var found = await new DatabaseFinder(Aws)
            .FindAsync(
                new DatabaseQuery
                {
                    Regions = ["eu-west-1", "us-east-1"],
                    Names = [.. identifiers.Select(NamePattern.Parse)],
                    Accounts = [NamePattern.Parse("*")],
                },
                new RecordingHost(),
                Cancellation)
            .ToListAsync(Cancellation);
        return [.. identifiers.Select(identifier => found.First(database => database.Identifier == identifier))];
    }

    public ProvisioningRun Run() => new(Services);

    public ProvisioningServices Services =>
        new(
            Aws,
            new DatabaseFinder(Aws),
            new NetworkAccess(Aws),
            new MasterCredentials(
                Aws,
                new DatabaseFinder(Aws),
                new CheckedVault(Vault, locks: null),
                state: null,
                MasterOptions,
                TimeProvider.System),
            Jobs)
        {
            Vault = new CheckedVault(Vault, locks: null),
            Webhook = Webhook,
        };

    /// <summary>A request for these databases as a user would make it.</summary>
    public async Task<ProvisioningRequest> RequestAsync(params string[] identifiers) => new(await FindAsync(identifiers))
    {
        ConnectionPrefix = ConnectionPrefix.Parse(identifiers.Length == 1 ? "prod" : "prod-{identifier}"),
        AllowMasterReset = true,
        Transport = new TransportOptions { CaFile = Servers.Values.FirstOrDefault()?.CaFile },
        Network = new NetworkAccessRequest(IngressCidr.Parse("10.10.10.10/32"), GatewayHost: "gateway.example.com"),
    };

    public async Task<IReadOnlyList<ProvisioningResult>> ApplyAsync(ProvisioningRequest request, IHoopHost? host = null) =>
        await Run().RunAsync(request, RunMode.Apply, host ?? Host, Cancellation).ToListAsync(Cancellation);

    /// <summary>Nothing but questions was asked of AWS.</summary>
    public void AssertNothingChangedInAws() =>
        Assert.DoesNotContain(
            Sandbox.Requests.All,
            request =>
                !request.Action.StartsWith("Describe", StringComparison.Ordinal)
                && !request.Action.StartsWith("Get", StringComparison.Ordinal)
                && !request.Action.StartsWith("List", StringComparison.Ordinal)
                && request.Action != "AssumeRole");

    public async Task<IReadOnlyList<JobRecord>> RecordsAsync() =>
        await Jobs.GetAsync(new JobQuery(), Host, Cancellation).ToListAsync(Cancellation);

    /// <summary>An open connection as the user of the stored connection, with the password that the vault has.</summary>
    public async Task<NpgsqlConnection> LogInAsync(string connectionName, string database = "postgres")
    {
        var connection =
            await Connections.FindAsync(connectionName, Cancellation)
            ?? throw new InvalidOperationException($"There is no connection {connectionName}.");
        var entry =
            await Vault.GetAsync(connection.SecretName, Cancellation)
            ?? throw new InvalidOperationException($"There is no entry {connection.SecretName}.");
        var opened = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder
            {
                Host = connection.HostName,
                Port = connection.Port,
                Username = entry.UserName,
                Password = entry.Secret.Reveal(),
                Database = database,
                SslMode = Npgsql.SslMode.VerifyFull,
                RootCertificate = connection.CaFile,
                Pooling = false,
            }.ConnectionString);
        await opened.OpenAsync(Cancellation);
        return opened;
    }

    public async Task<IReadOnlyDictionary<string, string>> PasswordsAsync()
    {
        var passwords = new Dictionary<string, string>();
        foreach (var name in await Vault.ListAsync("HoopConnect-", Cancellation))
            passwords[name] = (await Vault.GetAsync(name, Cancellation))!.Secret.Reveal();
        return passwords;
    }

    /// <summary>Waits until nothing is pending on the database.</summary>
    public async Task UntilAvailableAsync(string identifier)
    {
        while (true)
        {
            lock (Sandbox.Organisation.Gate)
            {
                if (Sandbox.Organisation.Database(identifier) is { Status: "available", Pending.Count: 0 })
                    return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }
    }

    private Task<AwsSession> OpenSessionAsync(AccessKey key) => AwsSession.OpenAsync(
        new AwsSessionOptions
        {
            AccessKey = key.AccessKeyId,
            SecretKey = Secret.From(key.SecretAccessKey),
            SessionToken = key.SessionToken is null ? null : Secret.From(key.SessionToken),
            Region = "eu-west-1",
            EndpointUrl = Sandbox.EndpointUrl,
        },
        Host, Cancellation);

    public async ValueTask DisposeAsync()
    {
        Aws?.Dispose();
        await Sandbox.DisposeAsync();
        if (Directory.Exists(_state))
            Directory.Delete(_state, recursive: true);
    }
}
