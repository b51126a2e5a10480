using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.IdentityCenterUsers;

/// <summary>What is to be done on a server but for removals.</summary>
/// <param name="Reading">The server.</param>
/// <param name="Comparison">What differs from the directory.</param>
/// <param name="Policies">The roles of policies.</param>
internal sealed record MemberChange(MemberReading Reading, MemberComparison Comparison, IReadOnlyList<PolicyChange> Policies)
{
    /// <summary>All of it, in the order it is done.</summary>
    public IReadOnlyList<PlanStep> Steps =>
    [
        .. Policies.SelectMany(policy => policy.Steps.Concat(policy.GrantSteps(Reading.HasMembershipOptions))),
        .. Comparison.Renamings(),
        .. Comparison.Members.SelectMany(member => member.Steps()),
    ];
}

/// <summary>What is to be done for one policy.</summary>
/// <param name="Role">Its role.</param>
/// <param name="Steps">What is done to the role.</param>
/// <param name="Grants">What it is granted, database by database.</param>
internal sealed record PolicyChange(PolicyRole Role, IReadOnlyList<PlanStep> Steps, IReadOnlyList<GrantDifference> Grants)
{
    /// <summary>What it is granted, as steps.</summary>
    public IEnumerable<PlanStep> GrantSteps(bool membershipOptions) => Grants.SelectMany(database => database.Steps(membershipOptions));
}
