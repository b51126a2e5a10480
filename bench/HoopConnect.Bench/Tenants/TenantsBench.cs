using System.Globalization;
using HoopConnect.Bench.Roles;
using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Discovery;
using HoopConnect.Planning;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using HoopConnect.Tenants.TenantDatabases;
using Npgsql;

namespace HoopConnect.Bench.Tenants;

/// <summary>A hundred tenants made in one run: what is sent to the server and to AWS, against the least that does the work.</summary>
internal static class TenantsBench
{
    private const int Count = 100;

    /// <summary>Round trips and connections.</summary>
    public static async Task<Row> RoundTripsAsync(CancellationToken cancellationToken)
    {
        var (sessions, _) = await RunAsync(cancellationToken);
        var trips = sessions.Sum(session => session.RoundTrips);
        // Each tenant: CREATE DATABASE, a connection to it, what is granted there. All: a connection, lock, read, three batches, read.
        const int Least = (3 * Count) + 7;
        return new Row($"round trips of {Count} tenants", "the least", (trips + sessions.Count) / (double)Least, 1.1, string.Create(
            CultureInfo.InvariantCulture, $"[{sessions.Count} connections and {trips} round trips, of {Least} together]"));
    }

    /// <summary>Calls of IAM and EKS.</summary>
    public static async Task<Row> CallsAsync(CancellationToken cancellationToken)
    {
        var (_, calls) = await RunAsync(cancellationToken);
        const int Least = 5 * Count;
        var counted = calls.GroupBy(call => call).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} {group.Key}");
        return new Row($"AWS calls of {Count} tenants", "the least", calls.Count / (double)Least, 1.1, $"[{string.Join(", ", counted)}]");
    }

    private static async Task<(IReadOnlyList<RecordedSession> Sessions, IReadOnlyList<string> Calls)> RunAsync(
        CancellationToken cancellationToken)
    {
        await using var sandbox = await DiscoveryBench.StartAsync(0, ["eu-west-1"], TimeSpan.Zero, cancellationToken);
        await using var server = await PostgresServer.StartAsync(new PostgresServerOptions(), cancellationToken);
        await AllowTokensAsync(server, cancellationToken);
        using var aws = await DiscoveryBench.OpenAsync(sandbox, cancellationToken);
        var login = new DatabaseLogin(server.MasterLogin.UserName, Secret.From(server.MasterLogin.Password));
        var master = new ConnectionSettings(server.Host, server.Port, login) { CaFile = server.CaFile };
        var database = await new DatabaseFinder(aws).GetAsync(
            "arn:aws:rds:eu-west-1:222233334444:db:orders-test", cancellationToken) with { IamDatabaseAuthenticationEnabled = true };
        var before = sandbox.Requests.Count;
        var engine = new RecordingEngine(new PostgreSqlEngine());
        var tenants = Enumerable.Range(0, Count).Select(at => new TenantWorkload($"t{at}")
        {
            ClusterName = "apps",
            Namespace = "tenants",
            ServiceAccount = $"sa-{at}",
        });
        var made = 0;
        await new TenantProvisioning(aws, new SilentHost(), engine).RunAsync(
            new TenantRequest(new TenantServer(database, master), [.. tenants]), null, RunMode.Apply,
            (row, _) =>
            {
                if (row.State == TenantState.Created)
                    Interlocked.Increment(ref made);
                return ValueTask.CompletedTask;
            },
            cancellationToken);
        var calls = sandbox.Requests.All.Skip(before).Select(request => $"{request.Service}:{request.Action}");
        return made == Count ? (engine.Sessions, [.. calls])
            : throw new InvalidOperationException($"{made} of {Count} tenants were made.");
    }

    /// <summary>What RDS does when IAM authentication is enabled.</summary>
    private static async Task AllowTokensAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        await using var superuser = await server.OpenSuperuserAsync(cancellationToken: cancellationToken);
        await using var command = new NpgsqlCommand(
            $"CREATE ROLE rds_iam; GRANT rds_iam TO {server.MasterLogin.UserName} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE", superuser);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
