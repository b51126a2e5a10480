using HoopConnect.Credentials.Master;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Network;
using HoopConnect.Provisioning.Roles;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Runs;

/// <summary>The run on one database: network, master credential, roles, connections, in this order; first planned, then applied.</summary>
internal sealed class DatabaseRun(
    ProvisioningServices services, ProvisioningRequest request, DatabaseTarget target, Action<string> progress)
{
    // A rule that was just made takes a moment until packets pass.
    private static readonly TimeSpan NetworkPatience = TimeSpan.FromMinutes(1);

    private readonly MasterLogin _master = new(services.Masters, request, target);
    private readonly DatabaseRoles _roles = new(target.Database, target.Engine, services.Vault);
    private readonly RoleConnections? _connections = request.MakeConnections && services.Vault is not null
        ? new RoleConnections(target, request, services.Vault.Name, new ConnectionStore(services.Vault), services.Time)
        : null;

    /// <summary>Reads what is there and says what would be done. Changes nothing on the server or in AWS.</summary>
    /// <param name="mode">Whether a working password that an interrupted run left in the vault may be made the current one.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<DatabasePlan> PlanAsync(RunMode mode, IHoopHost host, CancellationToken cancellationToken)
    {
        progress("reading");
        var network = request.Network is null
            ? null
            : await services.Network.PlanGrantAsync(target.Database, request.Network, cancellationToken);
        DatabaseLogin? master = null;
        RolePlan? roles = null;
        IReadOnlyList<PlanStep> resetSteps = [];
        IReadOnlyList<PlanStep>? roleSteps = null;
        try
        {
            master = await _master.FindAsync(mode, host, cancellationToken);
            if (master is null)
                resetSteps = await _master.PlanResetAsync(wayIsOpen: network is null or { Plan.IsEmpty: true }, host, cancellationToken);
            else
                roleSteps = _roles.Shown(roles = await PlanRolesAsync(master, mode, host, cancellationToken)).Steps;
        }
        catch (HoopException error) when (network is { Plan.IsEmpty: false } && IsOutOfReach(error))
        {
            host.Verbose($"{target.Database}: not reached yet ({error.Message}); the rest is read once the way is open.");
            master = null;
        }

        var connections = _connections is null ? [] : await _connections.PlanAsync(kind => StartOf(kind, roles), cancellationToken);
        List<PlanStep> steps =
        [
            .. network?.Plan.Steps ?? [],
            .. resetSteps,
            .. roleSteps ?? LaterSteps(resetSteps.Count > 0),
            .. connections,
        ];
        return new DatabasePlan(new Plan(target.Database.ToString(), "provision", steps))
        {
            Network = network,
            Master = master,
            Roles = roles,
        };
    }

    /// <summary>Applies the plan; what is done is in the outcome even where a later step throws.</summary>
    public async Task ApplyAsync(DatabasePlan plan, DatabaseOutcome outcome, IHoopHost host, CancellationToken cancellationToken)
    {
        if (plan.Network is { Plan.IsEmpty: false } network)
        {
            progress("opening the network");
            if ((await services.Network.ApplyAsync(network, host, cancellationToken)).Changed)
                outcome.Did("network opened");
        }

        var master = plan.Master;
        if (master is null)
        {
            progress("finding or resetting the master credential");
            var ensured = await WhenReachedAsync(() => _master.EnsureAsync(host, cancellationToken), cancellationToken);
            if (ensured.Source == MasterCredentialSource.Reset)
                outcome.Did("master password reset");
            master = ensured.Login;
        }

        outcome.Master = master;
        progress("bringing the roles into line");
        var roles = plan.Roles ?? await PlanRolesAsync(master, RunMode.Apply, host, cancellationToken);
        await ApplyRolesAsync(roles, outcome, host, cancellationToken);
        await MakeConnectionsAsync(roles, outcome, cancellationToken);
    }

    private async Task ApplyRolesAsync(RolePlan plan, DatabaseOutcome outcome, IHoopHost host, CancellationToken cancellationToken)
    {
        await foreach (var role in _roles.ApplyAsync(plan, host, cancellationToken))
        {
            outcome.Add(role);
            progress(role.ToString());
        }
    }

    private async Task MakeConnectionsAsync(RolePlan roles, DatabaseOutcome outcome, CancellationToken cancellationToken)
    {
        if (_connections is null)
            return;
        progress("making the connections");
        foreach (var kind in outcome.Roles.Where(role => role.IsUsable).Select(role => role.Role).ToList())
        {
            outcome.Add(await _connections.SetAsync(kind, StartOf(kind, roles), cancellationToken));
        }
    }

    /// <summary>The database the connection of a role leads to, as far as the server is known.</summary>
    private string StartOf(RoleKind kind, RolePlan? roles) =>
        roles is not null ? _roles.ConnectionStartOf(roles, kind) : request.Choice.First ?? _roles.UsualStart;

    private Task<RolePlan> PlanRolesAsync(DatabaseLogin master, RunMode mode, IHoopHost host, CancellationToken cancellationToken) =>
        _roles.PlanAsync(
            new RoleRequest(Settings(master))
            {
                Kinds = request.Roles,
                Databases = request.Choice,
                SchemaCreate = request.SchemaCreate,
                ServerWide = request.ServerWide,
                HostPattern = request.HostPattern,
                AllowedDdlTriggers = request.AllowedDdlTriggers,
                Adopt = request.Adopt,
                RotatePassword = request.RotatePassword,
            },
            mode, host, cancellationToken);

    private ConnectionSettings Settings(DatabaseLogin login) => new(target.Database.HostName!, target.Database.Port, login)
    {
        Transport = request.Transport,
    };

    private IEnumerable<PlanStep> LaterSteps(bool afterReset) => request.Roles.Select(kind =>
        new PlanStep(target.Database.Identifier, $"role {kind.RoleName()}", $"create it or bring it into line, in {request.Choice}")
        {
            Note = afterReset ? "read after the reset" : "read once the way is open",
        });

    private async Task<T> WhenReachedAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var started = services.Time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(250); ; pause *= 2)
        {
            try
            {
                return await work();
            }
            catch (HoopException error) when (IsOutOfReach(error) && services.Time.GetElapsedTime(started) + pause < NetworkPatience)
            {
                await Task.Delay(pause, services.Time, cancellationToken);
            }
        }
    }

    private static bool IsOutOfReach(HoopException error) => 
        error.IsAnyOf(DatabaseErrors.Unreachable, DatabaseErrors.Timeout, MasterCredentialErrors.Unreachable);
}
