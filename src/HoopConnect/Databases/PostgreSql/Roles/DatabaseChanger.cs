using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>Applies the changes of databases, each on one connection in one transaction, some at a time, and reads each again.</summary>
/// <param name="engine">Opens the connections.</param>
/// <param name="request">What was asked for.</param>
/// <param name="maintenance">The open connection to the maintenance database, where there is one; it stays open.</param>
/// <param name="server">The server.</param>
/// <param name="host">Who is told.</param>
/// <param name="time">The clock of the retries.</param>
internal sealed class DatabaseChanger(
    IDatabaseEngine engine, RoleRequest request, IDatabaseSession? maintenance, ServerReading server, IHoopHost host, TimeProvider time)
{
    /// <summary>One result for each database that had something to change for these roles.</summary>
    public async Task<IReadOnlyList<DatabaseChangeResult>> ApplyAsync(
        IReadOnlyList<DatabaseDifference> differences, IReadOnlyList<RoleKind> kinds, CancellationToken cancellationToken)
    {
        var results = new DatabaseChangeResult?[differences.Count];
        await Throttle.EachAsync(Enumerable.Range(0, differences.Count), request.ThrottleLimit, async (index, stop) =>
        {
            var statements = differences[index].Steps(kinds, server.HasMembershipOptions).Select(step => step.Statement).ToList();
            if (statements.Count > 0)
                results[index] = await ApplyAsync(differences[index], statements, kinds, stop);
        }, cancellationToken);
        return results.OfType<DatabaseChangeResult>().ToList();
    }

    private async Task<DatabaseChangeResult> ApplyAsync(
        DatabaseDifference planned, List<string> statements, IReadOnlyList<RoleKind> kinds, CancellationToken cancellationToken)
    {
        var database = planned.Database;
        try
        {
            if (maintenance is not null && database == engine.MaintenanceDatabase)
                return await ApplyAsync(maintenance, planned, statements, kinds, cancellationToken);
            await using var session = await engine.OpenWaitingAsync(request.Master with { Database = database }, time, cancellationToken);
            return await ApplyAsync(session, planned, statements, kinds, cancellationToken);
        }
        catch (HoopException exception)
        {
            return new DatabaseChangeResult(database, null, exception);
        }
    }

    private async Task<DatabaseChangeResult> ApplyAsync(
        IDatabaseSession session, DatabaseDifference planned, List<string> statements, IReadOnlyList<RoleKind> kinds,
        CancellationToken cancellationToken)
    {
        var database = planned.Database;
        HoopException? failure = null;
        try
        {
            await Retry.ExecuteAsync(session, statements, host, time, cancellationToken);
        }
        catch (StatementException exception)
        {
            failure = exception;
            await Retry.ReopenIfBrokenAsync(session, cancellationToken);
        }

        var names = kinds.Select(kind => kind.RoleName()).ToList();
        var reading = session == maintenance
            ? await DatabaseReader.ReadWithSharedAsync(session, names, cancellationToken)
            : await DatabaseReader.ReadAsync(session, names, cancellationToken);
        var left = DatabaseComparison.Compare(
            planned.IsOfServerOnly ? reading.OfServerOnly() : reading, kinds, RoleContract.For(request));
        host.Verbose($"Database {Identifier.Quote(database)}: {statements.Count} statements{(failure is null ? "" : ", failed")}.");
        return new DatabaseChangeResult(database, left, failure);
    }
}

/// <summary>What became of one database.</summary>
/// <param name="Database">The database.</param>
/// <param name="Left">What still differs, read afterwards; null where it could not be read.</param>
/// <param name="Failure">Why the changes failed.</param>
internal sealed record DatabaseChangeResult(string Database, DatabaseDifference? Left, HoopException? Failure);
