using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// Plans the removal of many users at once: one connection to the maintenance database, and one to each database in which any of them left a
/// trace; <c>pg_shdepend</c> tells which those are without a visit.
/// </summary>
internal sealed class RemovalPlanner(IDatabaseEngine engine, UserRemovalRequest request, IHoopHost host, TimeProvider time)
{
    /// <summary>How many users share a transaction: enough that round trips do not matter, few enough for the server's table of locks.</summary>
    public const int Portion = 100;

    private readonly List<Finding> _unreachable = [];

    public async Task<RemovalPlan> PlanAsync(CancellationToken cancellationToken)
    {
        await using var session = await engine.OpenAsync(request.Master with { Database = null }, cancellationToken);
        var names = request.Users.Select(user => user.UserName).ToList();
        var server = await ServerReader.ReadAsync(session, names, cancellationToken);
        UnservableServer.Refuse(server, request.Master);
        var newOwner = await NewOwner.ReadAsync(session, request, server, cancellationToken);
        var traces = await UserTraces.ReadAsync(session, names, cancellationToken);
        var roles = server.Roles.ToDictionary(role => role.Name, StringComparer.Ordinal);

        var settled = new List<UserRemoval>();
        var users = new List<UserToClear>();
        foreach (var user in request.Users)
        {
            if (!roles.TryGetValue(user.UserName, out var role) || !traces.TryGetValue(user.UserName, out var left))
                settled.Add(new UserRemoval(user.UserName, UserRemovalState.Missing, []));
            else if (RemovalRefusal.Of(user, role, left, server, request.Adopt) is { } refusal)
                settled.Add(refusal);
            else
                users.Add(new UserToClear(user.UserName, user.OnlyIfExpired, left));
        }

        var databases = await DatabasesAsync(session, users, cancellationToken);
        var statements = new RemovalStatements(server.HasMembershipOptions, newOwner);
        return new RemovalPlan(request, new Plan($"{request.Master.Host}:{request.Master.Port}", $"remove {users.Count(user => !user.OnlyLock)} session users", Steps(statements, users, databases)), settled, engine, time)
        {
            Users = users,
            Statements = statements,
            Databases = databases,
            Unreachable = _unreachable,
        };
    }

    private static List<PlanStep> Steps(RemovalStatements statements, List<UserToClear> users, IReadOnlyList<DatabaseToClear> databases) =>
        users.Count == 0 ? [] :
        [
            .. users.Chunk(Portion).SelectMany(statements.Close),
            .. users.Chunk(Portion).Select(RemovalStatements.EndSessions),
            .. databases.SelectMany(database => (IEnumerable<PlanStep>)
            [
                .. statements.Revoke(database.Owners, database.Users),
                .. database.Users.Chunk(Portion).SelectMany(portion => statements.Clear(database.Owners, portion)),
            ]),
            .. users.Where(user => !user.OnlyLock).Chunk(Portion).SelectMany(RemovalStatements.Drop),
        ];

    /// <summary>The maintenance database first: what no database holds is cleared from there, so that the others do not cross over it.</summary>
    private async Task<IReadOnlyList<DatabaseToClear>> DatabasesAsync(IDatabaseSession session, List<UserToClear> users, CancellationToken cancellationToken)
    {
        var maintenance = engine.MaintenanceDatabase;
        var toClear = users.Where(user => !user.OnlyLock).ToList();
        var closed = toClear.SelectMany(user => user.Traces.Closed).ToHashSet(StringComparer.Ordinal);
        foreach (var name in closed.Order(StringComparer.Ordinal))
            _unreachable.Add(new Finding(name, "database", FindingReasons.NotConnectable, "the database takes no connections (ALLOW_CONNECTIONS is false), and the user has or owns something in it"));
        var byDatabase = new Dictionary<string, List<UserToClear>>(StringComparer.Ordinal);
        foreach (var user in toClear)
        {
            foreach (var database in user.Traces.Databases.Concat(user.Traces.Shared ? [maintenance] : []).Distinct(StringComparer.Ordinal).Where(database => !closed.Contains(database)))
            {
                if (!byDatabase.TryGetValue(database, out var there))
                    byDatabase[database] = there = [];
                there.Add(user);
            }
        }

        var found = new List<DatabaseToClear>();
        if (byDatabase.Remove(maintenance, out var here))
            found.Add(new DatabaseToClear(await ClearanceReader.ReadAsync(session, maintenance, here.Select(user => user.Name), withShared: true, cancellationToken), here));
        found.AddRange((await ReadOthersAsync(byDatabase, cancellationToken)).OrderBy(database => database.Owners.Database, StringComparer.Ordinal));
        return found;
    }

    private async Task<IReadOnlyList<DatabaseToClear>> ReadOthersAsync(Dictionary<string, List<UserToClear>> byDatabase, CancellationToken cancellationToken)
    {
        var found = new List<DatabaseToClear>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, request.ThrottleLimit), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(byDatabase, options, async (pair, stop) =>
        {
            try
            {
                await using var session = await engine.OpenAsync(request.Master with { Database = pair.Key }, stop);
                var owners = await ClearanceReader.ReadAsync(session, pair.Key, pair.Value.Select(user => user.Name), withShared: false, stop);
                lock (found)
                    found.Add(new DatabaseToClear(owners, pair.Value));
                host.Debug($"Read database {Identifier.Quote(pair.Key)}: {pair.Value.Count} users.");
            }
            catch (HoopException exception)
            {
                lock (found)
                    _unreachable.Add(new Finding(pair.Key, "database", FindingReasons.Failed, exception.Message));
            }
        });
        return found;
    }
}
