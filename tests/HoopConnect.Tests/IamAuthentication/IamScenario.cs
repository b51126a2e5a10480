using HoopConnect.Aws;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.IamAuthentication;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using HoopConnect.Tests.Databases;
using HoopConnect.Tests.Databases.MySql;
using HoopConnect.Tests.Provisioning;
using Npgsql;

namespace HoopConnect.Tests.IamAuthentication;

/// <summary>A sandbox with one database whose real server checks tokens, and what a test needs to log in there.</summary>
internal sealed class IamScenario : IAsyncDisposable
{
    private readonly Func<string[], Task> _arrange;

    private IamScenario(
        AwsSandbox sandbox,
        AwsSession session,
        DatabaseResource database,
        string rdsEngine,
        ConnectionSettings master,
        Func<string[], Task> arrange)
    {
        Sandbox = sandbox;
        Session = session;
        Database = database;
        Engine = DatabaseEngines.For(rdsEngine);
        Master = master;
        _arrange = arrange;
    }

    public AwsSandbox Sandbox { get; }

    public AwsSession Session { get; }

    public DatabaseResource Database { get; }

    public IDatabaseEngine Engine { get; }

    /// <summary>How the master connects.</summary>
    public ConnectionSettings Master { get; }

    public string AccountId => Database.Arn.Split(':')[4];

    public static string Region => "eu-west-1";

    /// <summary>Debian's PostgreSQL behind <c>orders-test</c>; the test is skipped where there is none.</summary>
    public static async Task<IamScenario> PostgresAsync(SandboxFixture sandboxes, bool isEnabled = true, TimeProvider? time = null)
    {
        Assert.SkipUnless(PamParts.HavePostgres, PamParts.NotInstalled);
        var sandbox = await sandboxes.StartAsync(
            new SandboxOptions { IamDatabases = isEnabled ? ["orders-test"] : [], Time = time ?? TimeProvider.System });
        var server = await sandbox.ServerAsync("orders-test", new PostgresServerOptions { WithPam = true, LogStatements = true });
        return new IamScenario(
            sandbox,
            await OpenAsync(sandbox),
            sandbox.Organisation.Database("orders-test"),
            "postgres",
            server.MasterSettings(),
            async statements =>
        {
            await using var superuser = await server.OpenSuperuserAsync(cancellationToken: TestContext.Current.CancellationToken);
            foreach (var statement in statements)
            {
                await using var command = new NpgsqlCommand(statement, superuser);
                await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }
        });
    }

    /// <summary>MariaDB behind <c>legacy</c>; the test is skipped where its plugin cannot be had.</summary>
    public static async Task<IamScenario> MariaDbAsync(SandboxFixture sandboxes, bool isEnabled = true, TimeProvider? time = null)
    {
        Assert.SkipUnless(PamParts.HaveMariaDb, PamParts.NotInstalled);
        var sandbox = await sandboxes.StartAsync(
            new SandboxOptions { IamDatabases = isEnabled ? ["legacy"] : [], Time = time ?? TimeProvider.System });
        var server = await sandbox.MySqlServerAsync("legacy", new MySqlServerOptions { WithPam = true, LogStatements = true });
        return new IamScenario(
            sandbox,
            await OpenAsync(sandbox),
            sandbox.Organisation.Database("legacy"),
            "mariadb",
            server.MasterSettings(),
            server.ArrangeAsync);
    }

    /// <summary>The database as RDS describes it.</summary>
    public RdsDatabase Described() => new()
    {
        AccountId = AccountId,
        Region = Region,
        Identifier = Database.Identifier,
        Arn = Database.Arn,
        ResourceId = Database.ResourceId,
        Engine = Database.Engine,
        EngineVersion = Database.EngineVersion,
        Status = Database.Status,
        HostName = Database.HostName,
        Port = Database.Port,
        MasterUserName = Database.MasterUserName,
        IamDatabaseAuthenticationEnabled = Database.IamDatabaseAuthentication,
    };

    public Task ArrangeAsync(params string[] statements) => _arrange(statements);

    /// <summary>A token of the role in the database's account.</summary>
    public async Task<string> TokenAsync(
        string userName, TimeProvider? time = null, string? host = null, int? port = null, string? region = null, string? accountId = null)
    {
        var request = AuthTokenRequest.Create(host ?? Database.HostName!, port ?? Database.Port, userName, region ?? Region);
        return (
            await new RdsAuthTokens(Session, new AuthTokenGenerator(time)).GetAsync(
                request, accountId ?? AccountId, TestContext.Current.CancellationToken)
        ).Token.Reveal();
    }

    public ConnectionSettings Settings(string userName, string password) =>
        Master with
        {
            Login = new DatabaseLogin(userName, Secret.From(password)),
        };

    public Task<LoginOutcome> LogInAsync(string userName, string password) =>
        Engine.TryLoginAsync(Settings(userName, password), TestContext.Current.CancellationToken);

    /// <summary>Why the sandbox refused the last token; null where it let it in.</summary>
    public string? LastRefusal => Sandbox.LoginsByToken.Last().Refusal;

    public async ValueTask DisposeAsync()
    {
        Session.Dispose();
        await Sandbox.DisposeAsync();
    }

    private static Task<AwsSession> OpenAsync(AwsSandbox sandbox) => AwsSession.OpenAsync(
        new AwsSessionOptions
        {
            AccessKey = sandbox.AccessKey.AccessKeyId,
            SecretKey = Secret.From(sandbox.AccessKey.SecretAccessKey),
            Region = Region,
            EndpointUrl = sandbox.EndpointUrl,
        },
        new RecordingHost(), TestContext.Current.CancellationToken);
}
