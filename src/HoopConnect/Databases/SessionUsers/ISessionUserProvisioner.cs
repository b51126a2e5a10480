using HoopConnect.Hosting;

namespace HoopConnect.Databases.SessionUsers;

/// <summary>
/// Makes the expiring users of session policies on one engine, or brings them up to date: plan first, then apply the plan.
/// </summary>
public interface ISessionUserProvisioner
{
    /// <summary>
    /// Logs in as the user and reads, on that connection, what the server says of it: one connection and one round trip for each database
    /// of the request, so that a user who is there and good is proved without the granter.
    /// </summary>
    /// <param name="login">Host, port, TLS and the user's own login; the database in it is not used.</param>
    /// <param name="request">What the user should have.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Null where the server refuses the login.</returns>
    /// <exception cref="HoopException"><c>Database.Unreachable</c>, <c>Database.TlsFailed</c>, <c>Database.Timeout</c>,
    /// <c>SessionUser.EngineNotServed</c>.</exception>
    Task<SessionUserReading?> TryLoginAsync(ConnectionSettings login, SessionUserRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the server as the granter and says what would be changed. An empty plan is "there, and good for long enough".
    /// </summary>
    /// <exception cref="HoopException">
    /// <c>SessionUser.NotOurs</c>, <c>SessionUser.CannotAdopt</c>, <c>SessionUser.CannotCreate</c>, <c>SessionUser.DatabaseNotFound</c>,
    /// <c>SessionUser.SchemaNotFound</c>, <c>SessionUser.CannotGrant</c>, <c>SessionUser.EngineNotServed</c>, <c>Database.ReadOnly</c>,
    /// <c>Database.VersionNotServed</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>. All of them before anything is changed.
    /// </exception>
    Task<SessionUserPlan> PlanAsync(
        SessionUserRequest request, ISessionUserPasswords passwords, IHoopHost host, CancellationToken cancellationToken);
}
