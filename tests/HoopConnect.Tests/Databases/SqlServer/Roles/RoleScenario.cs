using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer;
using HoopConnect.Tests.Databases.PostgreSql.Roles;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

/// <summary>A scripted server, passwords in memory proved by real logins at the endpoint, and a host that keeps what it is told.</summary>
internal sealed class RoleScenario : IAsyncDisposable
{
    public RoleScenario(bool noVault = false, ScriptedSqlServer? server = null)
    {
        Server = server ?? new ScriptedSqlServer();
        Passwords = new MemoryRolePasswords(Engine, Server.Master) { NoVault = noVault };
    }

    public SqlServerEngine Engine { get; } = new();

    public ScriptedSqlServer Server { get; }

    public MemoryRolePasswords Passwords { get; }

    public RecordingHost Host { get; } = new();

    public RoleRequest Request => new(Server.Master);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Task<RolePlan> PlanAsync(Func<RoleRequest, RoleRequest>? change = null) =>
        Engine.Roles.PlanAsync(change is null ? Request : change(Request), Passwords, Host, Stop);

    /// <summary>The plan of all the roles that were asked for; where one of them is refused, that refusal.</summary>
    public async Task<RolePlan> PlanAllAsync(Func<RoleRequest, RoleRequest>? change = null)
    {
        var plan = await PlanAsync(change);
        return plan.Refusals.Count == 0 ? plan : throw plan.Refusals.Values.First();
    }

    public async Task<IReadOnlyList<RoleOutcome>> ApplyAsync(RolePlan plan)
    {
        var outcomes = new List<RoleOutcome>();
        await foreach (var outcome in plan.ApplyAsync(Passwords, Host, Stop))
            outcomes.Add(outcome);
        return outcomes;
    }

    public async Task<IReadOnlyList<RoleOutcome>> ProvisionAsync(Func<RoleRequest, RoleRequest>? change = null) =>
        await ApplyAsync(await PlanAsync(change));

    public Task<RolePlan> PlanRemovalAsync(Func<RoleRequest, RoleRequest>? change = null) =>
        Engine.Roles.PlanRemovalAsync(change is null ? Request : change(Request), Host, Stop);

    public async Task<IReadOnlyList<RoleOutcome>> RemoveAsync(Func<RoleRequest, RoleRequest>? change = null)
    {
        var outcomes = new List<RoleOutcome>();
        await foreach (var outcome in (await PlanRemovalAsync(change)).ApplyAsync(Passwords, Host, Stop))
            outcomes.Add(outcome);
        return outcomes;
    }

    /// <summary>Makes the roles as a version made them that chose no SIDs: known by their users' marks only.</summary>
    public void MakeEarlier()
    {
        foreach (var login in Server.Logins.Values.ToList())
        {
            byte[] sid = [0xEE, .. new byte[14], (byte)login.Name[^1]];
            Server.Logins[login.Name] = login with { Sid = sid };
            foreach (var database in Server.Databases.Values.Where(database => database.Principals.ContainsKey(login.Name)))
            {
                database.Principals[login.Name] = database.Principals[login.Name] with { Sid = sid };
                database.Marks[login.Name] = "managed by HoopConnect";
            }
        }
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
