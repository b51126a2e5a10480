using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>The expiring users of session policies on PostgreSQL 14 and later, made by a granter that need not be a superuser.</summary>
internal sealed class SessionUserProvisioner(IDatabaseEngine engine, TimeProvider time) : ISessionUserProvisioner
{
    /// <inheritdoc/>
    public async Task<SessionUserReading?> TryLoginAsync(
        ConnectionSettings login, SessionUserRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(login);
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var readings = new GranteeReading[request.Grants.Databases.Count];
            await Throttle.EachAsync(Enumerable.Range(0, readings.Length), request.ThrottleLimit, async (index, stop) =>
            {
                var database = request.Grants.Databases[index];
                await using var session = await engine.OpenWaitingAsync(login with { Database = database }, time, stop);
                readings[index] = await GranteeReader.ReadAsync(session, request.UserName, request.Grants, database, stop);
            }, cancellationToken);
            return Reading(readings[0], readings.All(reading => reading.IsComplete));
        }
        catch (HoopException exception) when (DatabaseErrors.LoginRefused.Is(exception))
        {
            return null;
        }
        catch (HoopException exception) when (DatabaseErrors.ProvesPassword(exception))
        {
            // The password works, and a database is closed to the user or is not there: the granter sees which.
            return new SessionUserReading(default, null, CanLogIn: true, Mark: null, IsComplete: false);
        }
    }

    /// <inheritdoc/>
    public async Task<SessionUserPlan> PlanAsync(
        SessionUserRequest request, ISessionUserPasswords passwords, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Identifier.Check(request.UserName);
        await using var session = await engine.OpenWaitingAsync(request.Granter with { Database = null }, time, cancellationToken);
        return await new SessionUserPlanner(engine, request, host, time).PlanAsync(session, passwords, cancellationToken);
    }

    /// <summary>A user whom another kind took over is no session user any more: the granter says what is to be said of it.</summary>
    private static SessionUserReading Reading(GranteeReading user, bool isComplete) => new(
        ServerTime.FromMicroseconds(user.Now),
        user.ValidUntil is { } until ? ServerTime.FromMicroseconds(until) : null,
        user.CanLogIn == true,
        ManagedMark.Parse(user.Comment) is { Kind: ManagedKind.Session } mark ? mark : null,
        isComplete);
}
