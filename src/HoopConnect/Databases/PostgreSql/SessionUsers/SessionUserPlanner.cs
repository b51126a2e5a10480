using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>Reads a server as the granter and makes the plan: one round trip for the server, and at most two for each database.</summary>
internal sealed class SessionUserPlanner(IDatabaseEngine engine, SessionUserRequest request, IHoopHost host, TimeProvider time)
{
    /// <summary>What the policy gives.</summary>
    public PolicyGrants Grants { get; } = new(
        engine, request.Granter, request.UserName, request.Grants, new SessionUserPolicyErrors(request), request.ThrottleLimit, host, time);

    /// <param name="session">A connection to the maintenance database.</param>
    /// <param name="passwords">The stored passwords.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<SessionUserChangePlan> PlanAsync(
        IDatabaseSession session, ISessionUserPasswords passwords, CancellationToken cancellationToken)
    {
        var server = await ServerReader.ReadAsync(session, [request.UserName], cancellationToken);
        UnservableServer.Refuse(server, request.Granter);
        Grants.Refuse(server);
        var (change, login) = await SessionUserDifference.CompareAsync(server, request, passwords, cancellationToken);
        // A user that is handed out as it is, is looked at no closer.
        var databases = await Grants.CompareAsync(session, onlyWhereLacking: change.IsEmpty, cancellationToken);
        var now = ServerTime.FromMicroseconds(server.Now);
        var plan = new Plan($"{request.Granter.Host}:{request.Granter.Port}", "provide session user",
        [
            .. change.Steps(now, server.HasMembershipOptions),
            .. databases.SelectMany(database => database.Steps(server.HasMembershipOptions)),
        ]);
        return new SessionUserChangePlan(request, plan, engine, time)
        {
            Creates = change.Create,
            SetsPassword = change.Action == SessionUserPasswordAction.Renew,
            Server = server,
            Change = change,
            Login = login,
            Databases = databases,
        };
    }
}
