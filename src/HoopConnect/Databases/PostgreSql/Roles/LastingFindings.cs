using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>What this master cannot mend in one database, with who can; objects of one owner in one schema are one finding.</summary>
internal sealed class LastingFindings(DatabaseReading reading, ActingOwners owners)
{
    private readonly List<(RoleKind Kind, Finding Finding)> _findings = [];

    public IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> ByKind(IReadOnlyList<RoleKind> kinds) =>
        kinds.ToDictionary(
            kind => kind, kind => (IReadOnlyList<Finding>)[.. _findings.Where(found => found.Kind == kind).Select(found => found.Finding)]);

    /// <summary>Privileges that only somebody else can grant.</summary>
    public void Add(RoleKind kind, SecuredObject target, PrivilegeTarget word, IReadOnlyList<string> names, IReadOnlyList<string> lacking)
    {
        var change = new PrivilegeChange { Privileges = lacking, Target = word, Objects = names, Kinds = [kind] };
        Add(kind, change.Subject, target.ActingOwner, $"lacks {string.Join(", ", lacking)}", Shown(change));
    }

    /// <summary>Default privileges that only the creator itself can give.</summary>
    public void AddDefaults(RoleKind kind, OwnerReading creator, IReadOnlyList<PrivilegeChange> changes) =>
        Add(kind, $"default privileges of {Identifier.Quote(creator.Name)}", creator.Name,
            "lacks what it should have on objects to come", string.Join("; ", changes.Select(change => change.ToSql())));

    /// <summary>A privilege that somebody else gave, and only they can take back.</summary>
    /// <param name="kind">Whose it is.</param>
    /// <param name="subject">What it is on.</param>
    /// <param name="privilege">PostgreSQL's word for it.</param>
    /// <param name="grantor">Who gave it.</param>
    /// <param name="isPower">It is on what is the server's own: its tables, its functions, its parameters.</param>
    public void AddUnfixable(RoleKind kind, string subject, string privilege, string grantor, bool isPower = false) =>
        _findings.Add((kind, new Finding(reading.Name, subject, FindingReasons.Unfixable,
            $"{privilege} was granted by {Identifier.Quote(grantor)} (or passed on) and only {Identifier.Quote(grantor)} can revoke it")
        {
            IsPower = isPower,
        }));

    /// <summary>What everybody may, and so the role too: nobody gave it to the role, and to take it is not ours.</summary>
    public void AddPublicCreate(RoleKind kind, string schema, string owner) =>
        _findings.Add((kind, new Finding(reading.Name, $"schema {schema}", FindingReasons.Notice,
            $"everybody may create in it, and so may the role; {Identifier.Quote(owner)} runs: "
            + $"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC")));

    private void Add(RoleKind kind, string subject, string owner, string what, string statement)
    {
        var quoted = Identifier.Quote(owner);
        var facts = owners.Owner(owner);
        var join = facts is null or { Superuser: true }
            ? ""
            : $"; or {Who(facts)} runs: GRANT {quoted} TO {Identifier.Quote(reading.Master)} WITH ADMIN OPTION, and this is run again";
        _findings.Add((kind, new Finding(reading.Name, subject, FindingReasons.OwnerNotReachable,
            $"{what}, and {Identifier.Quote(reading.Master)} cannot act for {quoted}: {quoted} runs: {statement}{join}")));
    }

    private static string Who(OwnerReading owner) =>
        owner.Admins.Count == 0 ? "a superuser" : string.Join(" or ", owner.Admins.Select(Identifier.Quote));

    /// <summary>The statement for a few objects in full, for many on the first of them.</summary>
    private static string Shown(PrivilegeChange change) =>
        change.Objects.Count <= 3 ? change.ToSql() : (change with { Objects = change.Objects.Take(3).ToList() }).ToSql() + " (and so on)";
}
