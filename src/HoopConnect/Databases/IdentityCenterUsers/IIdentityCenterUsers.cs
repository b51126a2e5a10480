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

    /// <summary>
    /// The user of one person: the one whose mark has the person's id, else one of the name; null where there is none. Changes nothing.
    /// </summary>
    /// <param name="administrator">How to connect as who may look at users.</param>
    /// <param name="userId">The person's id in the directory.</param>
    /// <param name="userName">The person's name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HoopException"><c>IdentityCenterUser.EngineNotServed</c>, and those of <see
    /// cref="IDatabaseEngine.OpenAsync"/>.</exception>
    Task<PersonUser?> FindAsync(
        ConnectionSettings administrator, string userId, string userName, CancellationToken cancellationToken);
}
