namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>Collects changes one role and one object at a time and puts together what one statement can say.</summary>
internal sealed class PrivilegeChanges
{
    /// <summary>Longer lists of objects become several statements: a plan must stay readable.</summary>
    private const int MaxObjects = 100;

    private readonly List<PrivilegeChange> _changes = [];

    public void Add(PrivilegeChange change) => _changes.Add(change);

    /// <summary>The changes in the order they run: what comes before joining, then from the database down to what is to come.</summary>
    public IReadOnlyList<PrivilegeChange> Compact()
    {
        var byObject = Merge(_changes, withKinds: false, group =>
            [group[0] with { Kinds = group.SelectMany(change => change.Kinds).Distinct().Order().ToList() }]);
        var merged = Merge(byObject, withKinds: true, group => group[0].Target == PrivilegeTarget.Default
            ? [group[0]]
            : group.SelectMany(change => change.Objects).Order(StringComparer.Ordinal).Chunk(MaxObjects)
                .Select(objects => group[0] with { Objects = objects }));
        return merged
            .OrderByDescending(change => change.BeforeJoining)
            .ThenBy(change => Rank(change.Target))
            .ThenBy(change => change.Creator, StringComparer.Ordinal)
            .ThenByDescending(change => change.Revoke)
            .ThenBy(change => change.Objects[0], StringComparer.Ordinal)
            .ThenBy(change => change.Kinds[0])
            .ToList();
    }

    private static List<PrivilegeChange> Merge(
        IEnumerable<PrivilegeChange> changes, bool withKinds, Func<List<PrivilegeChange>, IEnumerable<PrivilegeChange>> merge)
    {
        return changes.GroupBy(KeyOf, StringComparer.Ordinal).SelectMany(group => merge(group.ToList())).ToList();

        string KeyOf(PrivilegeChange change) =>
            change.Key(withKinds) + (withKinds && change.Target == PrivilegeTarget.Default ? change.Objects[0] : "");
    }

    private static int Rank(PrivilegeTarget target) => target switch
    {
        PrivilegeTarget.Database => 0,
        PrivilegeTarget.Schema => 1,
        PrivilegeTarget.Table or PrivilegeTarget.AllTables => 2,
        PrivilegeTarget.Sequence or PrivilegeTarget.AllSequences => 3,
        not PrivilegeTarget.Default => 4,
        _ => 5,
    };
}
