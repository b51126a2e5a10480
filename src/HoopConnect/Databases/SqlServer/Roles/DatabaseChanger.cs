using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>Applies the changes of databases, a transaction for each role, and reads each database again.</summary>
internal sealed class DatabaseChanger(RoleRequest request, ServerReading server, IHoopHost host)
{
    private const int Attempts = 3;

    /// <summary>One result for each database that had something to change for these roles and could be entered.</summary>
    /// <param name="differences">What the plan has for each database.</param>
    /// <param name="kinds">The roles whose login is there.</param>
    /// <param name="unread">Gets the databases that could not be entered.</param>
    /// <param name="cancellationToken">Stops between and inside the statements.</param>
    public async Task<IReadOnlyList<DatabaseResult>> ApplyAsync(
        IReadOnlyList<DatabaseDifference> differences, IReadOnlyList<RoleKind> kinds, List<Finding> unread, CancellationToken cancellationToken)
    {
        var toDo = differences.Where(difference => kinds.Any(kind => difference.Statements(kind).Count > 0)).ToDictionary(difference => difference.Database, StringComparer.Ordinal);
        var visits = new DatabaseVisits(request.Master, request.ThrottleLimit, host);
        var results = await visits.VisitAsync(toDo.Keys.Select(name => new ServerDatabase(name, null)).ToList(), (session, name, stop) => ApplyAsync(session, toDo[name], kinds, stop), cancellationToken);
        unread.AddRange(visits.Unread);
        return results;
    }

    private async Task<DatabaseResult> ApplyAsync(Session session, DatabaseDifference planned, IReadOnlyList<RoleKind> kinds, CancellationToken cancellationToken)
    {
        var failures = new Dictionary<RoleKind, HoopException>();
        foreach (var kind in kinds)
        {
            if (await ApplyAsync(session, planned, kind, cancellationToken) is { } failure)
                failures[kind] = failure;
        }

        var left = DatabaseDifference.Compare(await DatabaseReader.ReadAsync(session, planned.Database, server, cancellationToken), request.Kinds, server);
        host.Verbose($"Database {Identifier.Quote(planned.Database)}: {kinds.Sum(kind => planned.Statements(kind).Count)} statements{(failures.Count == 0 ? "" : ", failed")}.");
        return new DatabaseResult(left, failures);
    }

    private async Task<StatementException?> ApplyAsync(Session session, DatabaseDifference planned, RoleKind kind, CancellationToken cancellationToken)
    {
        var statements = planned.Statements(kind);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await session.ExecuteBatchAsync(statements, cancellationToken);
                return null;
            }
            catch (StatementException exception) when (attempt < Attempts && Crossed(exception))
            {
                // Another run got there first: see what is left to do.
                host.Debug($"Database {Identifier.Quote(planned.Database)}, attempt {attempt}: {exception.Message}");
                var reading = await DatabaseReader.ReadAsync(session, planned.Database, server, cancellationToken);
                statements = DatabaseDifference.Compare(reading, [kind], server).Statements(kind);
            }
            catch (StatementException exception)
            {
                return exception;
            }
        }
    }

    // Deadlock; user, or mapping of the login, is there already; property is there already.
    private static bool Crossed(StatementException exception) => exception.Number is 1205 or 15023 or 15063 or 15233;
}

/// <summary>What became of one database.</summary>
/// <param name="Left">What still differs, read afterwards.</param>
/// <param name="Failures">Why the changes of a role failed.</param>
internal sealed record DatabaseResult(DatabaseDifference Left, IReadOnlyDictionary<RoleKind, HoopException> Failures);
