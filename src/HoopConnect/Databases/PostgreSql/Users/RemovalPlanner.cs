using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// Plans the removal of many users at once, of whatever kind: one connection to the maintenance database, and one to each database in which
/// any of them left a trace; <c>pg_shdepend</c> tells which those are without a visit.
/// </summary>
internal sealed class RemovalPlanner(IDatabaseEngine engine, UserRemovalRequest request, IHoopHost host, TimeProvider time)
{
    private readonly List<Finding> _unreachable = [];

    public async Task<RemovalPlan> PlanAsync(CancellationToken cancellationToken)
    {
        await using var session = await engine.OpenAsync(request.Master with { Database = null }, cancellationToken);
        var server = await ServerReader.ReadAsync(session, request.Users.Select(user => user.UserName).ToList(), cancellationToken);
        UnservableServer.Refuse(server, request.Master);
        var newOwners = await NewOwnerReader.ReadAsync(session, request, server, cancellationToken);
        var (users, settled) = await SortAsync(session, server, request, cancellationToken);
        var databases = await DatabasesAsync(session, users, newOwners, cancellationToken);
        var emptyOwners = await EmptyOwner.ReadAsync(session, cancellationToken);
        var statements = new RemovalStatements(server.HasMembershipOptions);
        var title = Title(request.Kind, users.Count(user => !user.OnlyLock));
        IReadOnlyList<PlanStep> steps =
            [.. Steps(statements, users, databases, newOwners, server.Master), .. emptyOwners.SelectMany(Sweep)];
        var plan = new Plan($"{request.Master.Host}:{request.Master.Port}", title, steps);
        return new RemovalPlan(request, plan, settled, engine, time)
        {
            Users = users,
            Statements = statements,
            NewOwners = newOwners,
            EmptyOwners = emptyOwners,
            Databases = databases,
            Unreachable = _unreachable,
            Server = server,
        };
    }

    /// <summary>Which of the users may go as the server says it now, and what is to be said of the others.</summary>
    public static async Task<(IReadOnlyList<UserToClear> Users, IReadOnlyList<UserRemoval> Settled)> SortAsync(
        IDatabaseSession session, ServerReading server, UserRemovalRequest request, CancellationToken cancellationToken)
    {
        var traces = await UserTraces.ReadAsync(session, request.Users.Select(user => user.UserName), cancellationToken);
        var roles = server.Roles.ToDictionary(role => role.Name, StringComparer.Ordinal);
        var users = new List<UserToClear>();
        var settled = new List<UserRemoval>();
        foreach (var user in request.Users)
        {
            if (!roles.TryGetValue(user.UserName, out var role) || !traces.TryGetValue(user.UserName, out var left))
                settled.Add(new UserRemoval(user.UserName, UserRemovalState.Missing, []));
            else if (RemovalRefusal.Of(user, role, left, server, request) is { } refusal)
                settled.Add(refusal);
            else
                users.Add(Clear(user, role, left));
        }

        return (users, settled);

        // What a role of ours owns goes to the new owner with all the rest, databases too.
        UserToClear Clear(UserToRemove user, ServerRole role, UserTraces left) => new(
            user.UserName, user.OnlyIfExpired, left.Without(request.DroppedBefore))
        {
            OnlyLock = left.Owns.Count > 0 && request.Kind != ManagedKind.Role,
            ByToken = RemovalRefusal.ByToken(role, left).Where(membership => membership.Revocable).ToList(),
        };
    }

    private static IEnumerable<PlanStep> Sweep(EmptyOwner owner) => [.. owner.Databases.Select(owner.ClearIn), owner.Drop];

    private static string Title(ManagedKind kind, int count) => kind switch
    {
        ManagedKind.Role => "remove roles",
        ManagedKind.Session => $"remove {count} session users",
        _ => $"remove {count} users",
    };

    /// <exception cref="HoopException"><c>Roles.ReassignToTooPowerful</c>.</exception>
    private static List<PlanStep> Steps(
        RemovalStatements statements, IReadOnlyList<UserToClear> users, IReadOnlyList<DatabaseToClear> databases,
        IReadOnlyDictionary<string, NewOwner> newOwners, string master)
    {
        if (users.Count == 0)
            return [];
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var steps = new List<PlanStep>();
        foreach (var database in databases)
        {
            var handing = new HandingOn(database.Owners, newOwners, master);
            foreach (var user in database.Users)
            {
                handing.Refuse(user.Name, database.Owned);
                steps.AddRange(handing.Tell(user.Name, database.Owned));
            }

            var free = database.Users.Where(user => handing.Obstacles(user.Name, database.Owned).Count == 0).ToList();
            kept.UnionWith(database.Users.Except(free).Select(user => user.Name));
            steps.AddRange(statements.Revoke(database.Owners, free));
            steps.AddRange(free.Chunk(RemovalStatements.Portion)
                .SelectMany(portion => statements.Clear(database.Owners, portion, handing, database.Owned)));
        }

        return
        [
            .. users.Chunk(RemovalStatements.Portion).SelectMany(statements.Close),
            .. users.Chunk(RemovalStatements.Portion).Select(RemovalStatements.EndSessions),
            .. users.Where(user => user.HandsOn).SelectMany(user => newOwners[user.Name].CreateSteps()),
            .. steps,
            .. users.Where(user => !user.OnlyLock && !kept.Contains(user.Name)).Chunk(RemovalStatements.Portion)
                .SelectMany(RemovalStatements.Drop),
        ];
    }

    /// <summary>
    /// The maintenance database first: what no database holds is cleared from there, so that the others do not cross over it.
    /// </summary>
    private async Task<IReadOnlyList<DatabaseToClear>> DatabasesAsync(
        IDatabaseSession session, IReadOnlyList<UserToClear> users, IReadOnlyDictionary<string, NewOwner> newOwners,
        CancellationToken cancellationToken)
    {
        var toClear = users.Where(user => !user.OnlyLock).ToList();
        var closed = toClear.SelectMany(user => user.Traces.Found).Where(database => database.WhyClosed is not null).Distinct();
        _unreachable.AddRange(closed.OrderBy(database => database.Name, StringComparer.Ordinal)
            .Select(database => database.NotConnectable(", and the user has or owns something in it")));

        var maintenance = engine.MaintenanceDatabase;
        var byDatabase = toClear
            .SelectMany(user => OpenDatabases(user, maintenance).Select(database => (Database: database, User: user)))
            .GroupBy(pair => pair.Database, pair => pair.User, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var found = new List<DatabaseToClear>();
        if (byDatabase.Remove(maintenance, out var here))
            found.Add(await ReadAsync(session, maintenance, here, newOwners, withShared: true, cancellationToken));
        var others = await ReadOthersAsync(byDatabase, newOwners, cancellationToken);
        return [.. found, .. others.OrderBy(database => database.Owners.Database, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> OpenDatabases(UserToClear user, string maintenance) =>
        user.Traces.Found.Where(database => database.WhyClosed is null).Select(database => database.Name)
            .Concat(user.Traces.Shared ? [maintenance] : []).Distinct(StringComparer.Ordinal);

    private async Task<IReadOnlyList<DatabaseToClear>> ReadOthersAsync(
        Dictionary<string, List<UserToClear>> byDatabase, IReadOnlyDictionary<string, NewOwner> newOwners,
        CancellationToken cancellationToken)
    {
        var found = new List<DatabaseToClear>();
        await Throttle.EachAsync(byDatabase, request.ThrottleLimit, async (pair, stop) =>
        {
            try
            {
                await using var session = await engine.OpenAsync(request.Master with { Database = pair.Key }, stop);
                var database = await ReadAsync(session, pair.Key, pair.Value, newOwners, withShared: false, stop);
                lock (found)
                    found.Add(database);
                host.Debug($"Read database {Identifier.Quote(pair.Key)}: {pair.Value.Count} users.");
            }
            catch (HoopException exception)
            {
                lock (found)
                    _unreachable.Add(new Finding(pair.Key, "database", FindingReasons.Failed, exception.Message));
            }
        }, cancellationToken);
        return found;
    }

    private async Task<DatabaseToClear> ReadAsync(
        IDatabaseSession session, string database, List<UserToClear> users, IReadOnlyDictionary<string, NewOwner> newOwners,
        bool withShared, CancellationToken cancellationToken)
    {
        var names = users.Select(user => user.Name).ToList();
        var owners = await ClearanceReader.ReadAsync(session, database, names, withShared, cancellationToken);
        var owned = await OwnershipReader.ReadAsync(session, names, newOwners, withShared, request.DropCode, cancellationToken);
        return new DatabaseToClear(owners, users, owned);
    }
}
