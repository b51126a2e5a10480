using HoopConnect.Hosting;

namespace HoopConnect.Databases;

/// <summary>
/// Which databases (on MySQL schemas) of a server roles are made in, by names and wildcards. A name means the database that is spelled
/// so, else the one that differs from it by case alone.
/// </summary>
/// <param name="Names">Those that are wanted; all where there are none.</param>
/// <param name="Excluded">Those that are left out all the same.</param>
public sealed record DatabaseChoice(IReadOnlyList<NamePattern> Names, IReadOnlyList<NamePattern> Excluded)
{
    /// <summary>All databases, those that are made later too.</summary>
    public static DatabaseChoice All { get; } = new([], []);

    /// <summary>The choice of a command line; any text is a name.</summary>
    public static DatabaseChoice Parse(IEnumerable<string> names, IEnumerable<string> excluded) =>
        new([.. names.Select(NamePattern.Parse)], [.. excluded.Select(NamePattern.Parse)]);

    /// <summary>Whether no database is left out.</summary>
    public bool IsAll => Names.Count == 0 && Excluded.Count == 0;

    /// <summary>The first that is named without wildcards; null where none is.</summary>
    public string? First => Names.FirstOrDefault(name => !name.HasWildcard)?.Text;

    /// <summary>Refuses what cannot have been meant, before anything is changed.</summary>
    /// <param name="databases">All databases of the server.</param>
    /// <param name="master">The server.</param>
    /// <exception cref="HoopException"><c>Database.NotFound</c>: one that is named, to be used or left out, is not there.
    /// <c>Database.NoneChosen</c>: none is left.</exception>
    internal void Check(IReadOnlyCollection<string> databases, ConnectionSettings master)
    {
        if (IsAll)
            return;
        var server = $"{master.Host}:{master.Port}";
        var missing = Names.Concat(Excluded).Where(name => !name.HasWildcard && Fitting(name, databases).Count == 0)
            .Select(name => $"'{name}'").Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw DatabaseErrors.NotFound.Error(
                $"There is no database {string.Join(", ", missing)} on {server}. Nothing was changed.", server,
                "Check -Database and -ExcludeDatabase.");
        }

        if (Among(databases).Count == 0)
        {
            throw DatabaseErrors.NoneChosen.Error(
                $"No database of {server} is chosen by {ToString()}. Nothing was changed.", server);
        }
    }

    /// <summary>Those of the server's databases that are chosen, in the order given.</summary>
    internal IReadOnlyList<string> Among(IReadOnlyCollection<string> databases)
    {
        if (IsAll)
            return [.. databases];
        var wanted = Names.Count == 0 ? databases : AllFitting(Names, databases);
        var unwanted = AllFitting(Excluded, databases);
        return [.. databases.Where(database => wanted.Contains(database) && !unwanted.Contains(database))];
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        " but not ", new[] { Names.Count == 0 ? "all databases" : List(Names), List(Excluded) }.Where(text => text.Length > 0));

    private static string List(IReadOnlyList<NamePattern> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private static HashSet<string> AllFitting(IEnumerable<NamePattern> names, IReadOnlyCollection<string> databases) =>
        names.SelectMany(name => Fitting(name, databases)).ToHashSet(StringComparer.Ordinal);

    private static List<string> Fitting(NamePattern name, IReadOnlyCollection<string> databases)
    {
        if (!name.HasWildcard && databases.Contains(name.Text))
            return [name.Text];
        var fitting = databases.Where(name.Matches).ToList();
        // Where several differ by case alone, which one is meant nobody knows.
        return name.HasWildcard || fitting.Count == 1 ? fitting : [];
    }
}
