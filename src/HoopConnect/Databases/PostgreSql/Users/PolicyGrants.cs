using System.Collections.Concurrent;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// What a policy gives a user: refused, compared, granted and read again in each of its databases, the same for every kind of user.
/// </summary>
/// <param name="engine">Opens the connections.</param>
/// <param name="granter">Who grants.</param>
/// <param name="userName">Who is given it.</param>
/// <param name="wanted">What it is.</param>
/// <param name="errors">What the kind of user says where it cannot be.</param>
/// <param name="throttleLimit">How many databases are worked on at a time.</param>
/// <param name="host">Who is told.</param>
/// <param name="time">The clock of the waits.</param>
internal sealed class PolicyGrants(
    IDatabaseEngine engine, ConnectionSettings granter, string userName, GrantRequest wanted, IPolicyErrors errors, int throttleLimit,
    IHoopHost host, TimeProvider time)
{
    /// <summary>Refuses what can be known to fail without a look into the databases.</summary>
    public void Refuse(ServerReading server)
    {
        foreach (var scope in wanted.Scopes)
        {
            if (scope.Schema == "information_schema" || scope.Schema.StartsWith("pg_", StringComparison.Ordinal))
                throw errors.SystemSchema(scope);
        }

        foreach (var database in wanted.Databases)
        {
            if (server.Databases.FirstOrDefault(present => present.Name == database) is not { WhyClosed: null } and var closed)
                throw errors.NoDatabase(database, closed?.WhyClosed);
        }
    }

    /// <summary>What is to be granted and taken back, database by database.</summary>
    /// <param name="maintenance">The open connection to the maintenance database.</param>
    /// <param name="onlyWhereLacking">A database in which the user has all that is asked for is looked at no closer.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<GrantDifference>> CompareAsync(
        IDatabaseSession maintenance, bool onlyWhereLacking, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, GrantDifference>(StringComparer.Ordinal);
        await VisitAsync(wanted.Databases, maintenance, async (session, database, stop) =>
            found[database] = await CompareAsync(session, database, onlyWhereLacking, stop), cancellationToken);
        IReadOnlyList<GrantDifference> differences = [.. wanted.Databases.Select(database => found[database])];
        if (differences.SelectMany(difference => difference.Lacking).ToList() is { Count: > 0 } lacking)
            throw errors.CannotGrant(FirstFew.OfPhrases(lacking));
        return differences;
    }

    /// <summary>
    /// The grants of each database in one transaction and one round trip; what is missing afterwards comes back, in words.
    /// </summary>
    public async Task<IReadOnlyCollection<string>> ApplyAsync(
        IDatabaseSession maintenance, IEnumerable<GrantDifference> differences, bool membershipOptions, CancellationToken cancellationToken)
    {
        var lacking = new ConcurrentBag<string>();
        var statements = differences.ToDictionary(
            difference => difference.Database, difference => difference.Steps(membershipOptions).Select(step => step.Statement).ToList(),
            StringComparer.Ordinal);
        await VisitAsync(statements.Keys.Where(database => statements[database].Count > 0), maintenance, async (session, database, stop) =>
        {
            await Retry.ExecuteAsync(session, statements[database], host, time, stop);
            foreach (var what in (await GranteeReader.ReadAsync(session, userName, wanted, database, stop)).Lacking)
                lacking.Add($"{what} in database {Identifier.Quote(database)}");
            host.Verbose($"Database {Identifier.Quote(database)}: {statements[database].Count} statements.");
        }, cancellationToken);
        return lacking;
    }

    private async Task<GrantDifference> CompareAsync(
        IDatabaseSession session, string database, bool onlyWhereLacking, CancellationToken cancellationToken)
    {
        var user = await GranteeReader.ReadAsync(session, userName, wanted, database, cancellationToken);
        if (user.MissingSchemas is [var missing, ..])
            throw errors.NoSchema(database, missing);
        if (onlyWhereLacking && user.IsComplete)
            return new GrantDifference(database, [], [], []);
        host.Debug($"Read database {Identifier.Quote(database)}.");
        return GrantComparison.Compare(await DatabaseReader.ReadAsync(session, [userName], cancellationToken), userName, wanted);
    }

    /// <summary>Some databases at a time, the maintenance database on the connection that is open.</summary>
    private Task VisitAsync(
        IEnumerable<string> databases, IDatabaseSession maintenance, Func<IDatabaseSession, string, CancellationToken, Task> visit,
        CancellationToken cancellationToken)
    {
        return Throttle.EachAsync(databases, throttleLimit, async (database, stop) =>
        {
            await using var other = database == engine.MaintenanceDatabase
                ? null
                : await engine.OpenWaitingAsync(granter with { Database = database }, time, stop);
            await visit(other ?? maintenance, database, stop);
        }, cancellationToken);
    }
}
