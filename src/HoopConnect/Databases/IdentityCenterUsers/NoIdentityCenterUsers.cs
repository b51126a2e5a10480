using HoopConnect.Hosting;

namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>Stands for users of people of a directory where RDS has no logins by token for an engine.</summary>
internal sealed class NoIdentityCenterUsers(string family) : IIdentityCenterUsers
{
    /// <inheritdoc/>
    public Task<IdentityCenterPlan> PlanAsync(IdentityCenterRequest request, IHoopHost host, CancellationToken cancellationToken) =>
        throw NotServed();

    /// <inheritdoc/>
    public Task<PersonUser?> FindAsync(
        ConnectionSettings administrator, string userId, string userName, CancellationToken cancellationToken) => throw NotServed();

    private HoopException NotServed() => IdentityCenterUserErrors.EngineNotServed.Error(
        $"RDS has no IAM authentication for '{family}', and without it nobody of a directory logs in.", family);
}
