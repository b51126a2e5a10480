using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer;
using HoopConnect.Tests.Databases.PostgreSql.Roles;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

/// <summary>A scripted server, passwords in memory proved by real logins at the endpoint, and a host that keeps what it is told.</summary>
internal sealed class RoleScenario : IAsyncDisposable
{
    public RoleScenario(bool noVault = false)
    {
        Passwords = new MemoryRolePasswords(Engine, Server.Master) { NoVault = noVault };
    }

    public SqlServerEngine Engine { get; } = new();

    public ScriptedSqlServer Server { get; } = new();

    public MemoryRolePasswords Passwords { get; }

    public RecordingHost Host { get; } = new();

    public RoleRequest Request => new(Server.Master);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Task<RolePlan> PlanAsync(Func<RoleRequest, RoleRequest>? change = null) =>
        Engine.Roles.PlanAsync(change is null ? Request : change(Request), Passwords, Host, Stop);

    public async Task<IReadOnlyList<RoleOutcome>> ApplyAsync(RolePlan plan)
    {
        var outcomes = new List<RoleOutcome>();
        await foreach (var outcome in plan.ApplyAsync(Passwords, Host, Stop))
            outcomes.Add(outcome);
        return outcomes;
    }

    public async Task<IReadOnlyList<RoleOutcome>> ProvisionAsync(Func<RoleRequest, RoleRequest>? change = null) => await ApplyAsync(await PlanAsync(change));

    public Task<RolePlan> PlanRemovalAsync(Func<RoleRequest, RoleRequest>? change = null) =>
        Engine.Roles.PlanRemovalAsync(change is null ? Request : change(Request), Host, Stop);

    public async Task<IReadOnlyList<RoleOutcome>> RemoveAsync(Func<RoleRequest, RoleRequest>? change = null)
    {
        var outcomes = new List<RoleOutcome>();
        await foreach (var outcome in (await PlanRemovalAsync(change)).ApplyAsync(Passwords, Host, Stop))
            outcomes.Add(outcome);
        return outcomes;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
