using HoopConnect.Hosting;

namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>
/// Brings the users that we made for people of a directory into line with who is a member now, on one engine: plan first, then apply.
/// </summary>
public interface IIdentityCenterUsers
{
    /// <summary>
    /// Reads the server and says what would be done: members get users, or the roles that they lack, and the users of others go. Members
    /// who cannot be served are in <see cref="IdentityCenterPlan.Settled"/>. An empty plan is "in sync".
    /// </summary>
    /// <exception cref="HoopException">
    /// <c>IdentityCenterUser.EngineNotServed</c>, <c>.IamNotEnabled</c>, <c>.CannotCreate</c>, <c>.RoleNotFound</c>, <c>.RoleRefused</c>,
    /// <c>.PolicyRefused</c>, <c>Database.ReadOnly</c>, <c>Database.VersionNotServed</c>, and those of <see
    /// cref="IDatabaseEngine.OpenAsync"/>.
    /// </exception>
    Task<IdentityCenterPlan> PlanAsync(IdentityCenterRequest request, IHoopHost host, CancellationToken cancellationToken);
}
