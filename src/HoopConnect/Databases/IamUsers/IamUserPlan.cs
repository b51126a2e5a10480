using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.IamUsers;

/// <summary>What would be done to make a user log in by token.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Plan">The steps to show.</param>
public abstract record IamUserPlan(IamUserRequest Request, Plan Plan)
{
    /// <summary>Plans again, applies it, proves that whoever administers the server still gets in, and re-reads the server.</summary>
    /// <exception cref="HoopException">
    /// Those of <see cref="IIamUserProvisioner.PlanAsync"/>, <c>Roles.Busy</c>, <c>Database.StatementFailed</c>.
    /// </exception>
    public abstract Task<IamUserOutcome> ApplyAsync(IHoopHost host, CancellationToken cancellationToken);
}
