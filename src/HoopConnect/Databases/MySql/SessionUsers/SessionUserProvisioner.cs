using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>
/// The expiring users of session policies on MySQL and MariaDB: users with grants on the policy's schemas, whose expiry is written down
/// and kept by who removes them.
/// </summary>
internal sealed class SessionUserProvisioner(TimeProvider time) : ISessionUserProvisioner
{
    private const int PasswordExpired = 1820;

    /// <inheritdoc/>
    public async Task<SessionUserReading?> TryLoginAsync(
        ConnectionSettings login, SessionUserRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            await using var session = await WaitingConnection.OpenAsync(login, time, cancellationToken);
            return session.Version.HasUserAttributes
                ? await SessionUserReader.ReadOwnAsync(session, request, cancellationToken)
                // The password works; the rest is in the ledger, which only the granter sees.
                : new SessionUserReading(default, null, CanLogIn: true, Mark: null, IsComplete: false);
        }
        catch (HoopException exception) when (DatabaseErrors.LoginRefused.Is(exception)
            || exception is StatementException { Code: PasswordExpired })
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<SessionUserPlan> PlanAsync(
        SessionUserRequest request, ISessionUserPasswords passwords, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(passwords);
        await using var session = await WaitingConnection.OpenAsync(request.Granter, time, cancellationToken);
        return await new SessionUserPlanner(request, host, time).PlanAsync(session, passwords, cancellationToken);
    }
}
