using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>Applies a plan, in the order of every change: the logins first, then the databases.</summary>
/// <param name="shown">The plan as it was shown.</param>
/// <param name="passwords">Where the passwords go.</param>
/// <param name="host">Who is told.</param>
/// <param name="time">The clock of the wait for the lock.</param>
internal sealed class RoleChanger(RoleChangePlan shown, IRolePasswords passwords, IHoopHost host, TimeProvider time)
    : IManagedChange<Session, RoleChangePlan, IReadOnlyList<RoleOutcome>>
{
    private readonly RolePlanner _planner = new(shown.Request, host);
    private readonly RoleOutcomes _outcomes = new(shown);

    // Passwords that wait until a power in some database is gone.
    private readonly List<(LoginChange Change, LoginResult Mended)> _later = [];

    public Task<Session> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.OpenAsync(shown.Request.Master, host, time, cancellationToken);

    /// <summary>
    /// Looks at the logins again: another run may have made one since. The databases are looked at again as each is entered, in the same
    /// connection that changes it.
    /// </summary>
    public async Task<RoleChangePlan> PlanAsync(Session session, CancellationToken cancellationToken)
    {
        var server = await _planner.ReadServerAsync(session, cancellationToken);
        var logins = await _planner.PlanLoginsAsync(server, shown.Readings, passwords, shown.Logins, cancellationToken);
        return shown with { Server = server, Logins = logins };
    }

    public async Task ChangeAsync(Session session, RoleChangePlan plan, CancellationToken cancellationToken)
    {
        var changer = new LoginChanger(session, passwords, host);
        foreach (var change in plan.Logins)
        {
            if (change.IsEmpty && change.Refusal is null)
            {
                _outcomes.Add(change, null);
                continue;
            }

            var mended = await changer.MendAsync(change, cancellationToken);
            if (change.SetPassword && !change.Create && plan.Databases.Any(database => database.HasPower(change.Kind)))
                _later.Add((change, mended));
            else
                mended = await changer.SetPasswordAsync(change, mended, cancellationToken);
            _outcomes.Add(change, mended);
        }

        _outcomes.Add(await _planner.ReadServerAsync(session, cancellationToken));
    }

    public async Task GrantAsync(Session session, RoleChangePlan plan, CancellationToken cancellationToken)
    {
        var server = _outcomes.Server;
        var changer = new DatabaseChanger(shown.Request, _planner.Reader(server), _outcomes.Sids, server.IsBabelfish, host);
        var (results, unread) = await changer.ApplyAsync(Databases(plan), cancellationToken);
        _outcomes.Add(results, unread);
        var logins = new LoginChanger(session, passwords, host);
        foreach (var (change, mended) in _later.Where(later => !_outcomes.HasPowerInDatabases(later.Change.Kind)))
            _outcomes.Add(change, await logins.SetPasswordAsync(change, mended, cancellationToken));
    }

    public Task UnlockAsync(Session session, CancellationToken cancellationToken) => ServerLock.GiveBackAsync(session, cancellationToken);

    public Task<IReadOnlyList<RoleOutcome>> ReportAsync(Session session, RoleChangePlan plan, CancellationToken cancellationToken) =>
        Task.FromResult(_outcomes.All());

    /// <summary>
    /// The databases to enter: where something was to be done, those made since, and all where a login is another one now.
    /// </summary>
    private List<string> Databases(RoleChangePlan plan)
    {
        var kinds = _outcomes.Sids.Keys;
        var replaced = shown.Logins.Any(login =>
            login.Sid is { } sid && _outcomes.Sids.GetValueOrDefault(login.Kind) is { } now && !now.SequenceEqual(sid));
        var idle = replaced ? [] : shown.Databases
            .Where(database => kinds.All(kind => database.Statements(kind).Count == 0)).Select(database => database.Database);
        var chosen = plan.Server.In(shown.Request.Databases).Databases;
        return [.. chosen.Where(database => database.Obstacle is null).Select(database => database.Name)
            .Except(idle, StringComparer.Ordinal).Except(shown.Unread.Select(finding => finding.Database!), StringComparer.Ordinal)];
    }
}
