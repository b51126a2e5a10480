using HoopConnect.Databases.IamUsers;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.IamUsers;

/// <summary>A plan of this engine: applying it plans again.</summary>
internal sealed record IamUserChangePlan(IamUserRequest Request, Plan Plan, IamUserProvisioner Users) : IamUserPlan(Request, Plan)
{
    /// <inheritdoc/>
    public override Task<IamUserOutcome> ApplyAsync(IHoopHost host, CancellationToken cancellationToken) => Users.ApplyAsync(Request, host, cancellationToken);
}
