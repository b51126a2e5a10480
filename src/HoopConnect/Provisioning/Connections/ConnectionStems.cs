using HoopConnect.Databases.Roles;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Connections;

/// <summary>
/// What the names of the connections of a run's databases start with: what the prefix gives each, or where a version before this one gave
/// it another name that is still in the vault, that one. No two databases have the same.
/// </summary>
/// <param name="prefix">The template.</param>
/// <param name="roles">The roles that get connections.</param>
/// <param name="store">The connections there are.</param>
internal sealed class ConnectionStems(ConnectionPrefix prefix, IReadOnlyList<RoleKind> roles, ConnectionStore store)
{
    private readonly List<(RdsDatabase Database, string Stem)> _stems = [];
    private HashSet<string>? _present;

    /// <summary>The start of this database's names.</summary>
    /// <exception cref="HoopException"><c>Connection.ValueMissing</c>, <c>Connection.InvalidName</c>, and those of the vault.</exception>
    public async Task<string> AddAsync(RdsDatabase database, CancellationToken cancellationToken)
    {
        var stem = prefix.Of(database);
        foreach (var role in roles)
            _ = ConnectionName.Of(stem, role);
        if (!await LeadsThereAsync(stem, database, cancellationToken))
        {
            foreach (var former in Former(database))
            {
                if (await LeadsThereAsync(former, database, cancellationToken))
                {
                    stem = former;
                    break;
                }
            }
        }

        _stems.Add((database, stem));
        return stem;
    }

    /// <summary>Refuses a run in which two databases have the same names.</summary>
    /// <exception cref="HoopException"><c>Connection.NamesClash</c>, with the template that tells them apart.</exception>
    public void Check()
    {
        // Names are compared without case: some vaults do.
        if (_stems.GroupBy(one => one.Stem, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is not { } clash)
            return;
        var databases = _stems.ConvertAll(one => one.Database);
        var serving = prefix.Longer();
        while (serving is not null && !TellsApart(serving, databases))
            serving = serving.Longer();
        throw ConnectionErrors.NamesClash.Error(
            $"The connections of '{clash.First().Database}' and '{clash.ElementAt(1).Database}' would both be called '{clash.Key}-...': " +
                $"the connection prefix '{prefix}' does not tell them apart. Nothing was changed.",
            prefix.Text,
            serving is null ? null : $"Give -ConnectionPrefix '{serving}', which tells all {databases.Count} databases apart.");
    }

    private static bool TellsApart(ConnectionPrefix prefix, List<RdsDatabase> databases) =>
        databases.Select(prefix.Of).Distinct(StringComparer.OrdinalIgnoreCase).Count() == databases.Count;

    /// <summary>Versions before this one put behind the prefix what told the databases of one run apart.</summary>
    private IEnumerable<string> Former(RdsDatabase database)
    {
        if (!prefix.IsPlain && prefix != ConnectionPrefix.Default)
            yield break;
        for (var longer = prefix.Longer(); longer is not null; longer = longer.Longer())
            yield return longer.Of(database);
    }

    private async Task<bool> LeadsThereAsync(string stem, RdsDatabase database, CancellationToken cancellationToken)
    {
        foreach (var role in roles)
        {
            var name = ConnectionName.TryOf(stem, role);
            _present ??= new HashSet<string>(await store.NamesAsync(cancellationToken), StringComparer.OrdinalIgnoreCase);
            if (
                name is not null && _present.Contains(name)
                && await store.FindAsync(name, cancellationToken) is { } found && found.DatabaseArn == database.Arn)
                return true;
        }

        return false;
    }
}
