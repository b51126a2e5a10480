using HoopConnect.Aws;
using HoopConnect.Credentials;
using HoopConnect.Credentials.Master;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Sandbox;
using HoopConnect.Secrets;
using HoopConnect.Tests.Credentials.Fakes;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Credentials.Master;

/// <summary>A sandbox with one database, its real server where there is one, a session, a vault, and short times.</summary>
internal sealed class MasterScenario : IAsyncDisposable
{
    public static readonly MasterCredentialOptions Quick = new()
    {
        Protocol = new PasswordProtocolOptions
        {
            ProofDeadline = TimeSpan.FromSeconds(2),
            FirstPause = TimeSpan.FromMilliseconds(20),
            LongestPause = TimeSpan.FromMilliseconds(100),
        },
        PollFirst = TimeSpan.FromMilliseconds(20),
        PollLongest = TimeSpan.FromMilliseconds(60),
        Settling = TimeSpan.FromSeconds(2),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    };

    private MasterScenario(AwsSandbox sandbox, AwsSession session, RdsDatabase database, MasterServer? server) =>
        (Sandbox, Session, Directory, Database, Server) = (sandbox, session, new DatabaseFinder(session), database, server);

    public AwsSandbox Sandbox { get; }

    public AwsSession Session { get; }

    public DatabaseFinder Directory { get; }

    public RdsDatabase Database { get; }

    public MasterServer? Server { get; }

    public InMemoryVault Vault { get; } = new("Team");

    public RecordingHost Host { get; } = new();

    public string Entry => VaultNames.ForMaster(Database);

    public MasterCredentialRequest Request => new(Database)
    {
        Transport = new TransportOptions { CaFile = Server?.CaFile, Timeout = TimeSpan.FromSeconds(10) },
        Deadline = TimeSpan.FromSeconds(20),
    };

    public static async Task<MasterScenario> StartAsync(
        SandboxFixture fixture, string identifier, bool server = true, TimeSpan? lag = null, bool pendingShowsLate = false,
        int? maxAttempts = null)
    {
        if (server)
            MasterServer.RequireFor(identifier);
        var sandbox = await fixture.StartAsync(new SandboxOptions
        {
            Servers = server ? [identifier] : [],
            AvailableLag = lag ?? TimeSpan.FromMilliseconds(40),
            Modifying = TimeSpan.FromMilliseconds(80),
            PendingShowsLate = pendingShowsLate,
        });
        var options = new AwsSessionOptions
        {
            AccessKey = sandbox.AccessKey.AccessKeyId,
            SecretKey = Secret.From(sandbox.AccessKey.SecretAccessKey),
            Region = "eu-west-1",
            EndpointUrl = sandbox.EndpointUrl,
        };
        var session = await AwsSession.OpenAsync(
            options with { MaxAttempts = maxAttempts ?? options.MaxAttempts }, new RecordingHost(), TestContext.Current.CancellationToken);
        var database = await new DatabaseFinder(session).GetAsync(
            sandbox.Organisation.Database(identifier).Arn, TestContext.Current.CancellationToken);
        return new MasterScenario(sandbox, session, database, server ? await MasterServer.OfAsync(sandbox, identifier) : null);
    }

    public MasterCredentials Credentials(Func<ProtocolStep, CancellationToken, Task>? afterStep = null, IVault? vault = null) =>
        new(Session, Directory, CredentialSamples.Checked(vault ?? Vault), state: null, Quick, TimeProvider.System, afterStep);

    public async Task<MasterCredential> ResetAsync(MasterCredentials? credentials = null)
    {
        credentials ??= Credentials();
        var plan = await credentials.PlanResetAsync(Request, Host, TestContext.Current.CancellationToken);
        return await credentials.ResetAsync(plan, Host, TestContext.Current.CancellationToken);
    }

    /// <summary>Logs in on the server.</summary>
    public async Task<bool> LogsInAsync(DatabaseLogin login) =>
        await DatabaseEngines
            .For(Database.Engine)
            .TryLoginAsync(
                new ConnectionSettings(Database.HostName!, Database.Port, login) { CaFile = Server!.CaFile },
                TestContext.Current.CancellationToken
            ) == LoginOutcome.Accepted;

    public async Task<DatabaseLogin> CurrentAsync()
    {
        var entry = await Vault.GetAsync(Entry, TestContext.Current.CancellationToken);
        return new DatabaseLogin(entry!.UserName, entry.Secret);
    }

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Sandbox.DisposeAsync();
    }
}
