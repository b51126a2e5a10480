using HoopConnect.Hosting;

namespace HoopConnect.Discovery;

/// <summary>Which databases to look for, and where. What is empty does not narrow the search, but for accounts and regions.</summary>
public sealed record DatabaseQuery
{
    /// <summary>
    /// Account ids or names, with wildcards; <c>*</c> is every account of the organisation. The caller's own account where empty.
    /// </summary>
    public IReadOnlyList<NamePattern> Accounts { get; init; } = [];

    /// <summary>Regions to look in. The session's region where empty.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Looks in every region that is enabled in the account; <see cref="Regions"/> is not read then.</summary>
    public bool AllRegions { get; init; }

    /// <summary>Kinds of databases. Proxies are not even asked for where they are not among them.</summary>
    public IReadOnlyList<DatabaseKind> Kinds { get; init; } = [];

    /// <summary>RDS engine names, with wildcards.</summary>
    public IReadOnlyList<NamePattern> Engines { get; init; } = [];

    /// <summary>
    /// Identifiers, with wildcards; one without must be there. The identifier of a cluster's member finds the cluster, that of a proxy's
    /// target does not find the proxy.
    /// </summary>
    public IReadOnlyList<NamePattern> Names { get; init; } = [];

    /// <summary>
    /// Tags that a database must have, all of them. Keys are exact (AWS tells case apart), values may have wildcards. A proxy has none
    /// here.
    /// </summary>
    public IReadOnlyDictionary<string, NamePattern> Tags { get; init; } = new Dictionary<string, NamePattern>();

    /// <summary>How many accounts and regions are asked at a time.</summary>
    public int ThrottleLimit { get; init; } = 16;

    internal bool MayBe(DatabaseKind kind) => Kinds.Count == 0 || Kinds.Contains(kind);

    /// <summary>Whether more than the name is asked for.</summary>
    internal bool NarrowsMore => Kinds.Count > 0 || Engines.Count > 0 || Tags.Count > 0;

    internal bool Fits(RdsDatabase database) =>
        MayBe(database.Kind)
        && (Engines.Count == 0 || Engines.Any(engine => engine.Matches(database.Engine)))
        && (Names.Count == 0 || Names.Any(name => IsNamed(database, name)))
        && Tags.All(wanted => database.Tags.TryGetValue(wanted.Key, out var value) && wanted.Value.Matches(value));

    internal static bool IsNamed(RdsDatabase database, NamePattern name) =>
        name.Matches(database.Identifier) || (database.Kind == DatabaseKind.Cluster && database.Members.Any(name.Matches));
}
