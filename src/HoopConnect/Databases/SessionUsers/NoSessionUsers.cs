using HoopConnect.Hosting;

namespace HoopConnect.Databases.SessionUsers;

/// <summary>Stands for session users where an engine has none.</summary>
internal sealed class NoSessionUsers(string family) : ISessionUserProvisioner, ISessionUserSweeper
{
    /// <inheritdoc/>
    public Task<SessionUserReading?> TryLoginAsync(ConnectionSettings login, SessionUserRequest request, CancellationToken cancellationToken) => throw NotServed();

    /// <inheritdoc/>
    public Task<SessionUserPlan> PlanAsync(SessionUserRequest request, ISessionUserPasswords passwords, IHoopHost host, CancellationToken cancellationToken) => throw NotServed();

    /// <inheritdoc/>
    public Task<SessionUserOutcome> ApplyAsync(SessionUserPlan plan, ISessionUserPasswords passwords, IHoopHost host, CancellationToken cancellationToken) => throw NotServed();

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedSessionUser> ListAsync(SessionUserQuery query, IHoopHost host, CancellationToken cancellationToken) => throw NotServed();

    /// <inheritdoc/>
    public Task<SessionUserRemovalPlan> PlanRemovalAsync(SessionUserRemovalRequest request, IHoopHost host, CancellationToken cancellationToken) => throw NotServed();

    /// <inheritdoc/>
    public IAsyncEnumerable<SessionUserRemoval> ApplyRemovalAsync(SessionUserRemovalPlan plan, Action<double> progress, IHoopHost host, CancellationToken cancellationToken) => throw NotServed();

    private HoopException NotServed() => new("SessionUser.EngineNotServed", HoopErrorKind.NotImplemented, $"Session users are not served on the engine '{family}'.")
    {
        Target = family,
        RecommendedAction = "Served are: postgres, mysql, mariadb.",
    };
}
