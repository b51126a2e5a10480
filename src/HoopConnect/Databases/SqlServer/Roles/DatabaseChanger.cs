using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>
/// Changes databases, each on a connection of its own: reads it, brings all roles into line in one transaction, and reads it again. Where
/// the transaction fails, each role gets one of its own, so that one role does not keep the others back.
/// </summary>
/// <param name="request">Which roles.</param>
/// <param name="reader">Reads the databases.</param>
/// <param name="sids">The SIDs of the logins that are there, for each role that is to have users.</param>
/// <param name="isBabelfish">The server has no DDL triggers to guard against.</param>
/// <param name="host">Is told what was done.</param>
internal sealed class DatabaseChanger(
    RoleRequest request, DatabaseReader reader, IReadOnlyDictionary<RoleKind, byte[]?> sids, bool isBabelfish, IHoopHost host)
{
    private const int Attempts = 3;

    /// <summary>One result for each database that could be entered; the others are findings.</summary>
    public async Task<(IReadOnlyList<DatabaseResult> Results, IReadOnlyList<Finding> Unread)> ApplyAsync(
        IReadOnlyList<string> databases, CancellationToken cancellationToken)
    {
        var visits = new DatabaseVisits(request.Master, request.ThrottleLimit, host);
        var results = await visits.VisitAsync([.. databases.Select(name => new ServerDatabase(name, null))], ApplyAsync, cancellationToken);
        return (results, visits.Unread);
    }

    private async Task<DatabaseResult> ApplyAsync(Session session, string database, CancellationToken cancellationToken)
    {
        var planned = await CompareAsync(session, database, cancellationToken);
        var statements = sids.Keys.SelectMany(planned.Statements).ToList();
        if (statements.Count == 0)
            return DatabaseResult.Untouched(planned);
        var failures = new Dictionary<RoleKind, HoopException>();
        if (!await TryAllAsync(session, database, statements, cancellationToken))
        {
            foreach (var kind in sids.Keys)
            {
                if (await ApplyAsync(session, database, kind, cancellationToken) is { } failure)
                    failures[kind] = failure;
            }
        }

        host.Verbose($"Database {Identifier.Quote(database)}: {statements.Count} statements{(failures.Count == 0 ? "" : ", failed")}.");
        return new DatabaseResult(await CompareAsync(session, database, cancellationToken), failures);
    }

    private async Task<bool> TryAllAsync(
        Session session, string database, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(session, statements, cancellationToken);
            return true;
        }
        catch (StatementException exception)
        {
            host.Debug($"Database {Identifier.Quote(database)}, each role on its own now: {exception.Message}");
            return false;
        }
    }

    private async Task<StatementException?> ApplyAsync(Session session, string database, RoleKind kind, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var statements = (await CompareAsync(session, database, cancellationToken)).Statements(kind);
            try
            {
                if (statements.Count > 0)
                    await ExecuteAsync(session, statements, cancellationToken);
                return null;
            }
            catch (StatementException exception) when (attempt < Attempts && Crossed(exception))
            {
                // Something else changed users here at the same time: see what is left to do.
                host.Debug($"Database {Identifier.Quote(database)}, attempt {attempt}: {exception.Message}");
            }
            catch (StatementException exception)
            {
                return exception;
            }
        }
    }

    private async Task<DatabaseDifference> CompareAsync(Session session, string database, CancellationToken cancellationToken) =>
        DatabaseDifference.Compare(await reader.ReadAsync(session, database, cancellationToken), sids);

    private Task ExecuteAsync(Session session, IReadOnlyList<string> statements, CancellationToken cancellationToken) =>
        session.ExecuteBatchAsync(
            isBabelfish ? statements : [DdlTriggers.Guard(request.AllowedDdlTriggers), .. statements], cancellationToken);

    // Deadlock; user, or mapping of the login, is there already; property is there already.
    private static bool Crossed(StatementException exception) => exception.Number is 1205 or 15023 or 15063 or 15233;
}
