using HoopConnect.Hosting;

namespace HoopConnect.Databases.IamUsers;

/// <summary>Makes users that log in by token on one engine, or has an existing user do so: plan first, then apply the plan.</summary>
public interface IIamUserProvisioner
{
    /// <summary>Says what the server has for logins by token, and what the user is. Changes nothing.</summary>
    /// <exception cref="HoopException">Those of <see cref="IDatabaseEngine.OpenAsync"/>.</exception>
    Task<IamUserReading> ReadAsync(ConnectionSettings login, string userName, string hostPattern, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the server, checks everything that can be known to fail, and says what would be changed. An empty plan is "in sync".
    /// </summary>
    /// <exception cref="HoopException">
    /// <c>IamUser.NotOurs</c>, <c>.NotFound</c>, <c>.IsMaster</c>, <c>.CannotCreate</c>, <c>.CannotAdopt</c>, <c>.NotALogin</c>,
    /// <c>.RoleNotFound</c>,
    /// <c>.DatabaseNotFound</c>, <c>.SchemaNotFound</c>, <c>.CannotGrant</c>, <c>.LocksOutMaster</c>, <c>.NoSecondWayIn</c>,
    /// <c>.SecondWayInRefused</c>, <c>.EngineNotServed</c>, <c>IamAuthentication.NotEnabled</c>,
    /// <c>Database.ReadOnly</c>, <c>Database.VersionNotServed</c>, <c>Database.InvalidName</c>, and those of <see
    /// cref="IDatabaseEngine.OpenAsync"/>.
    /// </exception>
    Task<IamUserPlan> PlanAsync(IamUserRequest request, IHoopHost host, CancellationToken cancellationToken);
}
