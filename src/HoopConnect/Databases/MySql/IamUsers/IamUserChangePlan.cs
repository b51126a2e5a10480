using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.IamUsers;

/// <summary>A plan of this engine: applying it plans again.</summary>
internal sealed record IamUserChangePlan(IamUserRequest Request, Plan Plan, IamUserProvisioner Users, TimeProvider Time)
    : IamUserPlan(Request, Plan)
{
    /// <inheritdoc/>
    public override Task<IamUserOutcome> ApplyAsync(IHoopHost host, CancellationToken cancellationToken) =>
        ManagedChange.RunAsync(new IamUserChanger(Users, Request, host, Time), cancellationToken);
}
