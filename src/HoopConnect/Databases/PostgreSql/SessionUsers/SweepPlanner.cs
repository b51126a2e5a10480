using HoopConnect.Databases.PostgreSql.Roles;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>
/// Plans the removal of many users at once: one connection to the maintenance database, and one to each database in which any of them left a
/// trace; <c>pg_shdepend</c> tells which those are without a visit.
/// </summary>
internal sealed class SweepPlanner(IDatabaseEngine engine, UserRemovalRequest request, IHoopHost host, TimeProvider time)
{
    /// <summary>How many users share a transaction: enough that round trips do not matter, few enough for the server's table of locks.</summary>
    public const int Portion = 100;

    private readonly List<Finding> _unreachable = [];

    public async Task<PostgreSqlSweepPlan> PlanAsync(CancellationToken cancellationToken)
    {
        await using var session = await engine.OpenAsync(request.Master with { Database = null }, cancellationToken);
        var names = request.Users.Select(user => user.UserName).ToList();
        var server = await ServerReader.ReadAsync(session, names, cancellationToken);
        RolePlanner.RefuseUnservable(server, request.Master);
        var heir = await Heir.ReadAsync(session, request, server, cancellationToken);
        var traces = await UserTraces.ReadAsync(session, names, cancellationToken);
        var roles = server.Roles.ToDictionary(role => role.Name, StringComparer.Ordinal);

        var settled = new List<UserRemoval>();
        var users = new List<SweptUser>();
        foreach (var user in request.Users)
        {
            if (!roles.TryGetValue(user.UserName, out var role) || !traces.TryGetValue(user.UserName, out var left))
                settled.Add(new UserRemoval(user.UserName, UserRemovalState.Missing, []));
            else if (SweepRefusal.Of(user, role, left, server, request.Adopt) is { } refusal)
                settled.Add(refusal);
            else
                users.Add(new SweptUser(user.UserName, user.OnlyIfExpired, left));
        }

        var databases = await DatabasesAsync(session, users, cancellationToken);
        var statements = new SweepStatements(server.HasMembershipOptions, heir);
        return new PostgreSqlSweepPlan(request, new Plan($"{request.Master.Host}:{request.Master.Port}", $"remove {users.Count(user => !user.OnlyLock)} session users", Steps(statements, users, databases)), settled, engine, time)
        {
            Users = users,
            Statements = statements,
            Databases = databases,
            Unreachable = _unreachable,
        };
    }

    private static List<PlanStep> Steps(SweepStatements statements, List<SweptUser> users, IReadOnlyList<SweptDatabase> databases) =>
        users.Count == 0 ? [] :
        [
            .. users.Chunk(Portion).SelectMany(statements.Close),
            .. users.Chunk(Portion).Select(SweepStatements.EndSessions),
            .. databases.SelectMany(database => (IEnumerable<PlanStep>)
            [
                .. statements.Revoke(database.Owners, database.Users),
                .. database.Users.Chunk(Portion).SelectMany(portion => statements.Clear(database.Owners, portion)),
            ]),
            .. users.Where(user => !user.OnlyLock).Chunk(Portion).SelectMany(SweepStatements.Drop),
        ];

    /// <summary>The maintenance database first: what no database holds is cleared from there, so that the others do not cross over it.</summary>
    private async Task<IReadOnlyList<SweptDatabase>> DatabasesAsync(IDatabaseSession session, List<SweptUser> users, CancellationToken cancellationToken)
    {
        var maintenance = engine.MaintenanceDatabase;
        var toClear = users.Where(user => !user.OnlyLock).ToList();
        var closed = toClear.SelectMany(user => user.Traces.Closed).ToHashSet(StringComparer.Ordinal);
        foreach (var name in closed.Order(StringComparer.Ordinal))
            _unreachable.Add(new Finding(name, "database", FindingReasons.NotConnectable, "the database takes no connections (ALLOW_CONNECTIONS is false), and the user has or owns something in it"));
        var byDatabase = new Dictionary<string, List<SweptUser>>(StringComparer.Ordinal);
        foreach (var user in toClear)
        {
            foreach (var database in user.Traces.Databases.Concat(user.Traces.Shared ? [maintenance] : []).Distinct(StringComparer.Ordinal).Where(database => !closed.Contains(database)))
            {
                if (!byDatabase.TryGetValue(database, out var there))
                    byDatabase[database] = there = [];
                there.Add(user);
            }
        }

        var found = new List<SweptDatabase>();
        if (byDatabase.Remove(maintenance, out var here))
            found.Add(new SweptDatabase(await OwnersReader.ReadAsync(session, maintenance, here.Select(user => user.Name), withShared: true, cancellationToken), here));
        found.AddRange((await ReadOthersAsync(byDatabase, cancellationToken)).OrderBy(database => database.Owners.Database, StringComparer.Ordinal));
        return found;
    }

    private async Task<IReadOnlyList<SweptDatabase>> ReadOthersAsync(Dictionary<string, List<SweptUser>> byDatabase, CancellationToken cancellationToken)
    {
        var found = new List<SweptDatabase>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, request.ThrottleLimit), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(byDatabase, options, async (pair, stop) =>
        {
            try
            {
                await using var session = await engine.OpenAsync(request.Master with { Database = pair.Key }, stop);
                var owners = await OwnersReader.ReadAsync(session, pair.Key, pair.Value.Select(user => user.Name), withShared: false, stop);
                lock (found)
                    found.Add(new SweptDatabase(owners, pair.Value));
                host.Debug($"Read database {PgIdentifier.Quote(pair.Key)}: {pair.Value.Count} users.");
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
