using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>
/// Makes the change, one caller at a time on each server: who waited for the lock plans again, and finds the work of the one before it
/// done.
/// </summary>
internal sealed class SessionUserChanger(
    IDatabaseEngine engine, SessionUserRequest request, ISessionUserPasswords passwords, IHoopHost host, TimeProvider time)
    : IManagedChange<IDatabaseSession, SessionUserChangePlan, SessionUserOutcome>
{
    private readonly SessionUserPlanner _planner = new(engine, request, host, time);
    private DatabaseLogin? _login;
    private IReadOnlyCollection<string> _lacking = [];

    public Task<IDatabaseSession> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.HoldAsync(
            engine.OpenWaitingAsync(request.Granter with { Database = null }, time, cancellationToken),
            ServerLock.Key, host, time, cancellationToken);

    public Task<SessionUserChangePlan> PlanAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        _planner.PlanAsync(session, passwords, cancellationToken);

    public async Task ChangeAsync(IDatabaseSession session, SessionUserChangePlan plan, CancellationToken cancellationToken)
    {
        _login = plan.Login;
        if (plan.SetsPassword)
        {
            _login = await passwords.ChangeAsync(
                (password, stop) => SetPasswordAsync(session, plan.Change, password, stop), cancellationToken);
        }
        else if (!plan.Change.IsEmpty)
        {
            var now = ServerTime.FromMicroseconds(plan.Server.Now);
            await ExecuteAsync(session, plan.Change.ExtensionStatements(now, plan.Server.HasMembershipOptions), cancellationToken);
        }
    }

    public async Task GrantAsync(IDatabaseSession session, SessionUserChangePlan plan, CancellationToken cancellationToken) =>
        _lacking = await _planner.Grants.ApplyAsync(session, plan.Databases, plan.Server.HasMembershipOptions, cancellationToken);

    public Task UnlockAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        ServerLock.GiveBackAsync(session, ServerLock.Key, cancellationToken);

    public async Task<SessionUserOutcome> ReportAsync(
        IDatabaseSession session, SessionUserChangePlan plan, CancellationToken cancellationToken)
    {
        var user = await GranteeReader.ReadAsync(session, request.UserName, request.Grants, database: "", cancellationToken);
        if (_lacking.Count > 0 || user.ValidUntil is not { } expires)
            throw Incomplete();
        if (user.HasPowers)
            throw SessionUserErrors.HasPowers.Error(
                $"Somebody gave the user '{request.UserName}' a power over the server while it was changed: its password is not given out.",
                request.UserName, "Run it again: what can be taken back is, and what cannot is named.");
        foreach (var surplus in plan.Databases.SelectMany(database => database.Unfixable))
        {
            host.Warning($"The session user '{request.UserName}' has more than policy '{request.Grants.Policy}' gives, "
                + $"and '{request.Granter.Login.UserName}' cannot take it back: {surplus}.");
        }

        return new SessionUserOutcome(_login!, ServerTime.FromMicroseconds(expires))
        {
            Created = plan.Creates,
            PasswordChanged = plan.SetsPassword,
            Extended = plan.Change.Action == SessionUserPasswordAction.Extend,
        };
    }

    /// <summary>Asked again after a failure, the role may be there by the first call, whose answer was lost.</summary>
    private async Task SetPasswordAsync(
        IDatabaseSession session, SessionUserChange change, Secret password, CancellationToken cancellationToken)
    {
        await Retry.ReopenIfBrokenAsync(session, cancellationToken);
        var server = await ServerReader.ReadAsync(session, [request.UserName], cancellationToken);
        var verifier = Literal.Quote(ScramVerifier.Create(password, server.ScramIterations));
        var isThere = server.Role(request.UserName) is not null;
        var now = ServerTime.FromMicroseconds(server.Now);
        await ExecuteAsync(session, change.PasswordStatements(isThere, verifier, now, server.HasMembershipOptions), cancellationToken);
    }

    private Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<string> statements, CancellationToken cancellationToken) =>
        Retry.ExecuteAsync(session, statements, host, time, cancellationToken);

    private HoopException Incomplete() =>
        SessionUserErrors.Incomplete.Error(
            _lacking.Count == 0
                ? $"The session user '{request.UserName}' has no expiry although one was set: somebody else changes it at the same time."
                : $"The session user '{request.UserName}' was made and lacks {FirstFew.OfPhrases(_lacking)}.",
            request.UserName, "Something was made or taken away while this ran; run it again.");
}
