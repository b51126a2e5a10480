using HoopConnect.Hosting;

namespace HoopConnect.Databases.IamUsers;

/// <summary>Stands for users that log in by token where RDS has none for an engine.</summary>
internal sealed class NoIamUsers(string family) : IIamUserProvisioner
{
    /// <inheritdoc/>
    public Task<IamUserReading> ReadAsync(
        ConnectionSettings login,
        string userName,
        string hostPattern,
        CancellationToken cancellationToken
    ) => throw NotServed();

    /// <inheritdoc/>
    public Task<IamUserPlan> PlanAsync(IamUserRequest request, IHoopHost host, CancellationToken cancellationToken) => throw NotServed();

    public HoopException NotServed() =>
        IamUserErrors.EngineNotServed.Error(
            $"RDS has no IAM authentication for '{family}': only for PostgreSQL, MySQL and MariaDB.", family);
}
