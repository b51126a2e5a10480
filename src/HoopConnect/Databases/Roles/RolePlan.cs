using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.Roles;

/// <summary>What would be done to the roles of one server, and what was found to differ.</summary>
/// <param name="Request">What was asked for, without the roles that are refused.</param>
/// <param name="Plan">The steps to show; the engine's own plan type carries what apply needs besides.</param>
/// <param name="Findings">What differs, by role. <c>Missing</c> and <c>Surplus</c> are what the steps mend; the other reasons stay when
/// they are applied.</param>
public abstract record RolePlan(RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings)
{
    /// <summary>
    /// How each role is found, which is how it stays while the plan is not applied: <see cref="RoleState.InSync"/>,
    /// <see cref="RoleState.Missing"/>, <see cref="RoleState.Drifted"/> (the steps mend it) or <see cref="RoleState.Incomplete"/> (part of
    /// it they do not).
    /// </summary>
    public IReadOnlyDictionary<RoleKind, RoleState> States { get; init; } = new Dictionary<RoleKind, RoleState>();

    /// <summary>The roles that were asked for and are left as they are, and why.</summary>
    public IReadOnlyDictionary<RoleKind, HoopException> Refusals { get; init; } = new Dictionary<RoleKind, HoopException>();

    /// <summary>The databases (on MySQL the schemas) of the server in which the roles are brought into line.</summary>
    public IReadOnlyCollection<string> Served { get; init; } = [];

    /// <summary>
    /// Whether a role may enter a database once the plan is applied: it is there, and nothing about the database itself stays wrong.
    /// </summary>
    public bool MayEnter(RoleKind kind, string database) =>
        Served.Contains(database)
        && !Findings.GetValueOrDefault(kind, []).Any(finding =>
            finding.Database == database
            && finding.Subject.StartsWith("database", StringComparison.Ordinal)
            && finding.Reason is not (FindingReasons.Missing or FindingReasons.Surplus));

    /// <summary>The databases in which nothing of a role differs; none of one that is not there.</summary>
    public IReadOnlyList<string> InLine(RoleKind kind) =>
        States.GetValueOrDefault(kind) == RoleState.Missing
            ? []
            : [.. Served.Where(database => !Findings.GetValueOrDefault(kind, []).Any(finding => finding.Database == database))];

    /// <summary>How a role is found.</summary>
    /// <param name="isMissing">It is not there.</param>
    /// <param name="lasting">What the steps do not mend.</param>
    /// <param name="isMended">The steps mend something of it.</param>
    internal static RoleState StateOf(bool isMissing, IEnumerable<Finding> lasting, bool isMended) =>
        isMissing ? RoleState.Missing
        : lasting.Any(FindingReasons.Matters) ? RoleState.Incomplete
        : isMended ? RoleState.Drifted
        : RoleState.InSync;

    /// <summary>Applies the plan and re-reads the server: one outcome for each role, as each is done.</summary>
    /// <exception cref="HoopException">
    /// <c>Roles.Busy</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>; what fails for one role or in one database is in the
    /// outcomes.
    /// </exception>
    public abstract IAsyncEnumerable<RoleOutcome> ApplyAsync(IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken);
}
