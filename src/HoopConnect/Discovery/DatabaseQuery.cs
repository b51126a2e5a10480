namespace HoopConnect.Discovery;

/// <summary>Which databases to look for, and where. What is empty does not narrow the search, but for accounts and regions.</summary>
public sealed record DatabaseQuery
{
    /// <summary>Account ids or names, with wildcards; <c>*</c> is every account of the organisation. The caller's own account where empty.</summary>
    public IReadOnlyList<NamePattern> Accounts { get; init; } = [];

    /// <summary>Regions to look in. The session's region where empty.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Looks in every region that is enabled in the account; <see cref="Regions"/> is not read then.</summary>
    public bool AllRegions { get; init; }

    /// <summary>RDS engine names, with wildcards.</summary>
    public IReadOnlyList<NamePattern> Engines { get; init; } = [];

    /// <summary>Identifiers, with wildcards. The identifier of a cluster's member finds the cluster.</summary>
    public IReadOnlyList<NamePattern> Names { get; init; } = [];

    /// <summary>Tags that a database must have, all of them. Keys are exact (AWS tells case apart), values may have wildcards.</summary>
    public IReadOnlyDictionary<string, NamePattern> Tags { get; init; } = new Dictionary<string, NamePattern>();

    /// <summary>How many accounts and regions are asked at a time.</summary>
    public int ThrottleLimit { get; init; } = 16;

    internal bool Fits(RdsDatabase database) =>
        (Engines.Count == 0 || Engines.Any(engine => engine.Matches(database.Engine)))
        && (Names.Count == 0 || Names.Any(name => name.Matches(database.Identifier) || database.Members.Any(name.Matches)))
        && Tags.All(wanted => database.Tags.TryGetValue(wanted.Key, out var value) && wanted.Value.Matches(value));
}
