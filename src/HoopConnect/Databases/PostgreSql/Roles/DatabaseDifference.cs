using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>What is to be changed in one database, and what cannot be.</summary>
/// <param name="Database">The database.</param>
/// <param name="Joins">Owners the master joins for the length of the transaction.</param>
/// <param name="Changes">What is granted and revoked.</param>
/// <param name="Lasting">What stays, by role: a reason why not, and who could.</param>
internal sealed record DatabaseDifference(
    string Database,
    IReadOnlyList<OwnerReading> Joins,
    IReadOnlyList<PrivilegeChange> Changes,
    IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Lasting)
{
    /// <summary>It is none of the databases that were chosen: what no database holds is compared, and nothing else.</summary>
    public bool IsOfServerOnly { get; init; }

    /// <summary>
    /// The whole transaction as steps, for the roles given: changes in the master's own name, joining, the others, leaving.
    /// </summary>
    public IReadOnlyList<PlanStep> Steps(IReadOnlyCollection<RoleKind> kinds, bool membershipOptions)
    {
        var changes = Changes.Select(change => change.For(kinds)).OfType<PrivilegeChange>().ToList();
        if (changes.Count == 0)
            return [];
        var membership = new TemporaryMembership($"database {Identifier.Quote(Database)}", membershipOptions);
        return
        [
            .. changes.Where(change => change.BeforeJoining).Select(change => change.ToStep(Database)),
            .. Joins.Select(membership.Join),
            .. changes.Where(change => !change.BeforeJoining).Select(change => change.ToStep(Database)),
            .. Joins.Reverse().Select(membership.Leave),
        ];
    }

    /// <summary>Something is changed for the role.</summary>
    public bool IsChanged(RoleKind kind) => Changes.Any(change => change.Kinds.Contains(kind));

    /// <summary>What the changes mend, as findings of one role.</summary>
    public IEnumerable<Finding> Mendable(RoleKind kind) =>
        from change in Changes
        where change.Kinds.Contains(kind)
        let privileges = string.Join(", ", change.Privileges)
        select change.Revoke
            ? new Finding(
                Database, change.Subject, FindingReasons.Surplus,
                change.GrantOptionOnly ? $"may pass on {privileges}" : $"has {privileges}")
            : new Finding(Database, change.Subject, FindingReasons.Missing, $"lacks {privileges}");
}
