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
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;

namespace HoopConnect.Demo;

/// <summary>The main job by the engine that the cmdlets call. Every check that fails makes the exit code 1.</summary>
internal sealed class EngineDemo : IAsyncDisposable
{
    // PostgreSQL, Aurora PostgreSQL, and MariaDB where the machine has it.
    private static readonly string[] Databases = MySqlPrograms.Installed is null
        ? ["orders", "shop", "payments"]
        : ["orders", "shop", "payments", "legacy"];

    private readonly ConsoleHost _host = new();
    private readonly InMemoryVault _vault = new("demo");
    private readonly AwsSandbox _sandbox;
    private readonly AwsSession _session;
    private readonly string _stateFolder;
    private int _failures;

    private EngineDemo(AwsSandbox sandbox, AwsSession session, string stateFolder) =>
        (_sandbox, _session, _stateFolder) = (sandbox, session, stateFolder);

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var sandbox = await AwsSandbox.StartAsync(new SandboxOptions { Servers = Databases }, cancellationToken);
        var options = new AwsSessionOptions
        {
            AccessKey = sandbox.AccessKey.AccessKeyId,
            SecretKey = Secret.From(sandbox.AccessKey.SecretAccessKey),
            Region = sandbox.Organisation.Regions[0],
            EndpointUrl = sandbox.EndpointUrl,
        };
        var session = await AwsSession.OpenAsync(options, new ConsoleHost(), cancellationToken);
        await using var demo = new EngineDemo(sandbox, session, Directory.CreateTempSubdirectory("hoopconnect-demo-").FullName);
        return await demo.RunStepsAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        Directory.Delete(_stateFolder, recursive: true);
    }

    private async Task<int> RunStepsAsync(CancellationToken cancellationToken)
    {
        Say("Who we are");
        var identity = await _session.GetCallerIdentityAsync(cancellationToken);
        Console.WriteLine($"   {identity.Arn}");

        Say("Accounts of the organisation");
        await foreach (var account in _session.Organizations.ListAccountsAsync(cancellationToken))
            Console.WriteLine($"   {account.Id}  {account.Status,-10} {account.Name}");

        Say("Databases of all accounts, two regions (one account lets nobody in: an error, and the rest comes)");
        var found = await FindAsync(cancellationToken);
        foreach (var database in found)
            Console.WriteLine(
                $"   {database.AccountId}  {database.Region, -10} {database.Identifier, -15} {database.Engine, -18} {database.Status}");
        var chosen = found.Where(database => Databases.Contains(database.Identifier)).ToList();
        foreach (var database in chosen)
        {
            if (IsMySql(database))
                await OnServerAsync(database, "CREATE DATABASE app", cancellationToken);
            await OnServerAsync(
                database, $"CREATE TABLE {Table(database, "parcels")} (id serial PRIMARY KEY, label text)", cancellationToken);
        }
        Console.WriteLine(MySqlPrograms.Installed is null ? "   " + MySqlPrograms.NotInstalled : "");

        Say("The main job: security group, master reset, roles, connections");
        var first = await ProvisionAsync(chosen, cancellationToken);
        Check(
            "every database is completed",
            first.Count == Databases.Length && first.All(result => result.State == ProvisioningState.Completed));

        Say("Each connection, proved by logging in");
        foreach (var result in first)
            await ProveAsync(chosen.Single(database => database.Arn == result.Arn), result, cancellationToken);

        Say("The same again changes nothing");
        var second = await ProvisionAsync(chosen, cancellationToken);
        Check(
            "nothing was changed",
            second.Count == Databases.Length && second.All(result => result is { State: ProvisioningState.Completed, Changed: false }));
        Check("no plan had a step", second.All(result => result.Plan.Count == 0));

        Console.WriteLine();
        Console.WriteLine(_failures == 0 ? "The demo held." : $"{_failures} checks failed.");
        return _failures == 0 ? 0 : 1;
    }

    private async Task<List<RdsDatabase>> FindAsync(CancellationToken cancellationToken)
    {
        var query = new DatabaseQuery { Accounts = [NamePattern.Parse("*")], Regions = _sandbox.Organisation.Regions };
        var found = new List<RdsDatabase>();
        await foreach (var database in new DatabaseFinder(_session).FindAsync(query, _host, cancellationToken))
            found.Add(database);
        return [.. found.OrderBy(database => database.ToString(), StringComparer.Ordinal)];
    }

    private async Task<List<ProvisioningResult>> ProvisionAsync(IReadOnlyList<RdsDatabase> databases, CancellationToken cancellationToken)
    {
        var state = StateFolder.At(_stateFolder);
        var directory = new DatabaseFinder(_session);
        var vault = new CheckedVault(_vault, state);
        var services = new ProvisioningServices(
            _session,
            directory,
            new NetworkAccess(_session),
            new MasterCredentials(_session, directory, vault, state),
            new JobStore(state))
        {
            Vault = vault,
        };
        var request = new ProvisioningRequest(databases)
        {
            ConnectionPrefix = ConnectionPrefix.Parse("demo"),
            Network = new NetworkAccessRequest(IngressCidr.Parse("10.10.10.10/32")),
            AllowMasterReset = true,
            Transport = new TransportOptions { CaFile = (await _sandbox.ServerAsync(Databases[0])).CaFile },
        };
        var results = new List<ProvisioningResult>();
        await foreach (var result in new ProvisioningRun(services).RunAsync(request, RunMode.Apply, _host, cancellationToken))
        {
            Console.WriteLine($"   {result}, {(result.Changed ? "changed" : "unchanged")}, {result.Seconds:0.0} s {result.Message}");
            results.Add(result);
        }
        return results;
    }

    private async Task ProveAsync(RdsDatabase database, ProvisioningResult result, CancellationToken cancellationToken)
    {
        Connection ro = result.Connections.Single(connection => connection.Name.EndsWith("-ro", StringComparison.Ordinal)),
            rw = result.Connections.Single(connection => connection.Name.EndsWith("-rw", StringComparison.Ordinal));
        var (parcels, later) = (Table(database, "parcels"), Table(database, "made_afterwards"));
        await ExpectAsync(database, ro, $"SELECT count(*) FROM {parcels}", accepted: true, cancellationToken);
        await ExpectAsync(database, ro, $"INSERT INTO {parcels} (label) VALUES ('from ro')", accepted: false, cancellationToken);
        await ExpectAsync(database, rw, $"INSERT INTO {parcels} (label) VALUES ('from rw')", accepted: true, cancellationToken);
        await OnServerAsync(database, $"CREATE TABLE {later} (id int)", cancellationToken);
        await ExpectAsync(database, ro, $"SELECT count(*) FROM {later}", accepted: true, cancellationToken);
    }

    private async Task ExpectAsync(
        RdsDatabase database, Connection connection, string statement, bool accepted, CancellationToken cancellationToken)
    {
        var entry =
            await _vault.GetAsync(connection.SecretName, cancellationToken)
            ?? throw new InvalidOperationException($"The vault has no {connection.SecretName}.");
        var settings = new ConnectionSettings(connection.HostName, connection.Port, new DatabaseLogin(entry.UserName, entry.Secret))
        {
            Database = connection.Database,
            CaFile = connection.CaFile,
        };
        var (isAccepted, said) = await SqlClient.RunAsync(database.Engine, settings, statement, cancellationToken);
        Check($"{connection.Name} as {connection.UserName}: {statement}: {said}", isAccepted == accepted);
    }

    /// <summary>What an application's own deployment does, as the master user.</summary>
    private async Task OnServerAsync(RdsDatabase database, string statement, CancellationToken cancellationToken)
    {
        var (host, port, login, caFile) = await ServerAsync(database);
        var settings = new ConnectionSettings(host, port, new DatabaseLogin(login.UserName, Secret.From(login.Password)))
        {
            Database = DatabaseEngines.For(database.Engine).MaintenanceDatabase,
            CaFile = caFile,
        };
        var (accepted, said) = await SqlClient.RunAsync(database.Engine, settings, statement, cancellationToken);
        if (!accepted)
            throw new InvalidOperationException($"{database}: {statement}: {said}");
    }

    private async Task<(string Host, int Port, ServerLogin Login, string CaFile)> ServerAsync(RdsDatabase database)
    {
        if (IsMySql(database))
        {
            var mariaDb = await _sandbox.MySqlServerAsync(database.Identifier);
            return (mariaDb.Host, mariaDb.Port, mariaDb.MasterLogin, mariaDb.CaFile);
        }
        var postgres = await _sandbox.ServerAsync(database.Identifier);
        return (postgres.Host, postgres.Port, postgres.MasterLogin, postgres.CaFile);
    }

    private static bool IsMySql(RdsDatabase database) => DatabaseEngines.For(database.Engine).Family == "mysql";

    // On MySQL a schema is a database, and there is none that is always there.
    private static string Table(RdsDatabase database, string name) => (IsMySql(database) ? "app." : "public.") + name;

    private void Check(string what, bool holds)
    {
        _failures += holds ? 0 : 1;
        Console.WriteLine($"   {(holds ? "ok    " : "FAILED")} {what}");
    }

    private static void Say(string title)
    {
        Console.WriteLine();
        Console.WriteLine("== " + title);
    }
}
