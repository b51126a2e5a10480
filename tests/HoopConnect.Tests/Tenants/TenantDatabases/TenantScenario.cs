using System.Collections.Concurrent;
using HoopConnect.Aws;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication;
using HoopConnect.Planning;
using HoopConnect.Sandbox.Model;
using HoopConnect.Secrets;
using HoopConnect.Tenants.TenantDatabases;
using HoopConnect.Tests.IamAuthentication;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Tenants.TenantDatabases;

/// <summary>A server in the sandbox, beside its EKS cluster, on which tenants are made, proved by logging in, and removed.</summary>
internal sealed class TenantScenario(IamScenario scenario) : IAsyncDisposable
{
    public static TheoryData<string> Engines => ["postgres", "mariadb"];

    public IamScenario Iam => scenario;

    public TenantServer Server => new(scenario.Described(), scenario.Master);

    public Account Account => scenario.Sandbox.Organisation.Find(scenario.AccountId)!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<TenantScenario> StartAsync(SandboxFixture sandboxes, string engine) =>
        new(engine == "postgres" ? await IamScenario.PostgresAsync(sandboxes) : await IamScenario.MariaDbAsync(sandboxes));

    public static TenantWorkload Workload(string tenant) => new(tenant)
    {
        ClusterName = "apps",
        Namespace = "tenants",
        ServiceAccount = "sa-" + tenant.ToLowerInvariant(),
    };

    public async Task<(IReadOnlyList<TenantDatabase> Rows, RecordingHost Host)> MakeAsync(params IEnumerable<TenantWorkload> tenants) =>
        await MakeAsync(new TenantRequest(Server, [.. tenants]));

    public async Task<(IReadOnlyList<TenantDatabase> Rows, RecordingHost Host)> MakeAsync(
        TenantRequest request, RunMode mode = RunMode.Apply, ProxyServer? proxy = null)
    {
        var (rows, host) = (new ConcurrentQueue<TenantDatabase>(), new RecordingHost(mode == RunMode.Apply));
        await new TenantProvisioning(scenario.Session, host).RunAsync(request, proxy, mode, Keep(rows), Stop);
        return (InOrder(rows), host);
    }

    public async Task<(IReadOnlyList<TenantDatabase> Rows, RecordingHost Host)> RemoveAsync(
        bool retain, params IEnumerable<string> tenants) =>
        await RemoveAsync(new TenantRequest(Server, [.. tenants.Select(tenant => new TenantWorkload(tenant))]), retain);

    public async Task<(IReadOnlyList<TenantDatabase> Rows, RecordingHost Host)> RemoveAsync(
        TenantRequest request, bool retain = false, RunMode mode = RunMode.Apply)
    {
        var (rows, host) = (new ConcurrentQueue<TenantDatabase>(), new RecordingHost(mode == RunMode.Apply));
        await new TenantRemoval(scenario.Session, host).RunAsync(request, retain, Keep(rows), Stop);
        return (InOrder(rows), host);
    }

    public async Task<(IReadOnlyList<TenantDatabase> Rows, RecordingHost Host)> ReadAsync(params IEnumerable<string> tenants)
    {
        var (rows, host) = (new ConcurrentQueue<TenantDatabase>(), new RecordingHost());
        await new TenantInventory(scenario.Session, host).ReadAsync(
            new TenantRequest(Server, [.. tenants.Select(tenant => new TenantWorkload(tenant))]), Keep(rows), Stop);
        return (InOrder(rows), host);
    }

    /// <summary>Logs in as a tenant's user, by a token that a session of the tenant's own role has signed.</summary>
    public async Task<HoopException?> LogInAsync(TenantDatabase tenant, string? database = null, string? user = null)
    {
        var failure = await Record.ExceptionAsync(async () =>
        {
            await using var session = await scenario.Engine.OpenAsync(
                scenario.Settings(user ?? tenant.UserName, Token(tenant, user ?? tenant.UserName)) with
                {
                    Database = database ?? tenant.DatabaseName,
                },
                Stop);
        });
        return failure is null or HoopException ? (HoopException?)failure : throw failure;
    }

    /// <summary>What a tenant does in its own database.</summary>
    public async Task RunAsync(TenantDatabase tenant, params string[] statements)
    {
        await using var session = await scenario.Engine.OpenAsync(
            scenario.Settings(tenant.UserName, Token(tenant, tenant.UserName)) with { Database = tenant.DatabaseName }, Stop);
        await session.ExecuteBatchAsync(statements, Stop);
    }

    public async Task<IReadOnlyList<object?[]>> AskAsync(string query)
    {
        await using var session = await scenario.Engine.OpenAsync(scenario.Master, Stop);
        return await session.QueryAsync(query, [], Stop);
    }

    public ValueTask DisposeAsync() => scenario.DisposeAsync();

    private string Token(TenantDatabase tenant, string user)
    {
        // What EKS gives to the tenant's pods.
        var organisation = scenario.Sandbox.Organisation;
        var role = Account.Roles.Single(role => role.Name == tenant.UserName);
        var key = organisation.Keys.CreateSession(
            scenario.AccountId, role, organisation.Partition, "eks-pod", TimeSpan.FromHours(1));
        var signing = new SigningCredentials(key.AccessKeyId, Secret.From(key.SecretAccessKey), Secret.From(key.SessionToken!));
        var request = AuthTokenRequest.Create(
            scenario.Database.HostName!, scenario.Database.Port, user, IamScenario.Region);
        return new AuthTokenGenerator().Generate(signing, request).Token.Reveal();
    }

    private static Func<TenantDatabase, CancellationToken, ValueTask> Keep(ConcurrentQueue<TenantDatabase> rows) => (row, _) =>
    {
        rows.Enqueue(row);
        return ValueTask.CompletedTask;
    };

    private static List<TenantDatabase> InOrder(IEnumerable<TenantDatabase> rows) =>
        [.. rows.OrderBy(row => row.Tenant, StringComparer.Ordinal)];
}
