using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SessionUsers;

/// <summary>Stands for session users where an engine has none.</summary>
internal sealed class NoSessionUsers(string family) : ISessionUserProvisioner, IManagedUsers
{
    /// <inheritdoc/>
    public Task<SessionUserReading?> TryLoginAsync(
        ConnectionSettings login,
        SessionUserRequest request,
        CancellationToken cancellationToken
    ) => throw NotServed();

    /// <inheritdoc/>
    public Task<SessionUserPlan> PlanAsync(
        SessionUserRequest request,
        ISessionUserPasswords passwords,
        IHoopHost host,
        CancellationToken cancellationToken
    ) => throw NotServed();

    /// <inheritdoc/>
    public IAsyncEnumerable<ManagedUser> ListAsync(ManagedUserQuery query, IHoopHost host, CancellationToken cancellationToken) =>
        throw NotServed();

    /// <inheritdoc/>
    public Task<UserRemovalPlan> PlanRemovalAsync(UserRemovalRequest request, IHoopHost host, CancellationToken cancellationToken) =>
        throw NotServed();

    /// <inheritdoc/>
    public IAsyncEnumerable<OrphanedCode> FindOrphanedCodeAsync(
        ConnectionSettings master, IHoopHost host, CancellationToken cancellationToken) => throw NotServed();

    private HoopException NotServed() => SessionUserErrors.EngineNotServed.Error(
        $"Session users are not served on the engine '{family}'.", family, "Served are: postgres, mysql, mariadb.");
}
