using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.IamUsers;

/// <summary>A plan of this engine, with what applying it needs.</summary>
internal sealed record IamUserChangePlan(IamUserRequest Request, Plan Plan, IamUserProvisioner Users) : IamUserPlan(Request, Plan)
{
    /// <summary>What differs of the user itself.</summary>
    public required IamUserDifference Difference { get; init; }

    /// <summary>What is done to the user itself.</summary>
    public required IReadOnlyList<PlanStep> UserSteps { get; init; }

    /// <summary>What is done in the databases of the policy.</summary>
    public required IReadOnlyList<GrantDifference> Grants { get; init; }

    /// <inheritdoc/>
    public override Task<IamUserOutcome> ApplyAsync(IHoopHost host, CancellationToken cancellationToken) =>
        ManagedChange.RunAsync(new IamUserChanger(Users, Request, host), cancellationToken);
}
