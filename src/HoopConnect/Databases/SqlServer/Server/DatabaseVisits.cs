using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// Visits databases, each on a connection of its own, some at a time. One that cannot be entered is a finding, the rest goes on.
/// </summary>
/// <param name="master">How to connect as the master user.</param>
/// <param name="limit">How many are visited at a time.</param>
/// <param name="host">Is told of each visit.</param>
internal sealed class DatabaseVisits(ConnectionSettings master, int limit, IHoopHost host)
{
    private readonly List<Finding> _unread = [];

    /// <summary>The databases that were passed over, and why.</summary>
    public IReadOnlyList<Finding> Unread => _unread.OrderBy(finding => finding.Database, StringComparer.Ordinal).ToList();

    /// <summary>What each visit gave, in the order of the databases.</summary>
    public async Task<IReadOnlyList<T>> VisitAsync<T>(
        IReadOnlyList<ServerDatabase> databases, Func<Session, string, CancellationToken, Task<T>> visit,
        CancellationToken cancellationToken)
        where T : class
    {
        foreach (var database in databases)
        {
            if (database.Obstacle is not null)
                _unread.Add(new Finding(database.Name, "database", FindingReasons.NotConnectable,
                    database.Obstacle + "; nothing was done in it"));
        }

        var open = databases.Where(database => database.Obstacle is null).ToList();
        var results = new T?[open.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, limit), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, open.Count), options, async (index, stop) =>
        {
            var name = open[index].Name;
            try
            {
                await using var session = await Session.OpenAsync(master with { Database = name }, stop);
                results[index] = await visit(session, name, stop);
                host.Debug($"Visited database {Identifier.Quote(name)}.");
            }
            catch (HoopException exception)
            {
                lock (_unread)
                    _unread.Add(new Finding(name, "database", FindingReasons.Failed, exception.Message));
            }
        });
        return results.OfType<T>().ToList();
    }
}
