using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>
/// Makes the change, one caller at a time on each server: who waited for the lock plans again, and finds the work of the one before it
/// done.
/// </summary>
internal sealed class SessionUserChanger(SessionUserRequest request, ISessionUserPasswords passwords, IHoopHost host, TimeProvider time)
    : IManagedChange<ServerLock, SessionUserChangePlan, SessionUserOutcome>
{
    private const int NoSuchUser = 1396;
    private const int NotWithOption = 1290;

    private DatabaseLogin? _login;
    private StatementException? _failure;

    /// <inheritdoc/>
    public Task<ServerLock> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.OpenAsync(request.Granter, host, time, cancellationToken);

    /// <inheritdoc/>
    public Task<SessionUserChangePlan> PlanAsync(ServerLock hold, CancellationToken cancellationToken) =>
        new SessionUserPlanner(request, host, time).PlanAsync(hold.Session, passwords, cancellationToken);

    /// <inheritdoc/>
    public async Task ChangeAsync(ServerLock hold, SessionUserChangePlan plan, CancellationToken cancellationToken)
    {
        _login = plan.Login;
        await TakePowersAsync(hold.Session, plan.Change.Reading, cancellationToken);
        if (plan.Change.Action != SessionUserPasswordAction.Renew)
        {
            await plan.Change.Marked.RunAsync(hold.Session, plan.Change.AccountStatements(""), cancellationToken);
            return;
        }

        var isFirst = true;
        _login = await passwords.ChangeAsync(async (password, stop) =>
        {
            // Asked again after a failure, the user may be there by the first call, whose answer was lost.
            var change = isFirst ? plan.Change
                : plan.Change with { Reading = await SessionUserReader.ReadAsync(hold.Session, request, stop) };
            isFirst = false;
            await SetPasswordAsync(hold.Session, change, password, stop);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task GrantAsync(ServerLock hold, SessionUserChangePlan plan, CancellationToken cancellationToken)
    {
        var grants = plan.Change.Reading.Grants.Where(grant => !grant.IsPower);
        var failures = await hold.Session.ExecuteEachAsync([.. grants.Select(grant => grant.Sql)], cancellationToken);
        _failure = failures.FirstOrDefault(failure => failure is not null);
    }

    /// <inheritdoc/>
    public Task UnlockAsync(ServerLock hold, CancellationToken cancellationToken) => hold.GiveBackAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<SessionUserOutcome> ReportAsync(ServerLock hold, SessionUserChangePlan plan, CancellationToken cancellationToken)
    {
        var left = (await SessionUserReader.ReadAsync(hold.Session, request, cancellationToken)) with { IsProvedByPassword = true };
        if (left.Lacking.Take(3).Select(grant => $"{grant.What} on schema '{grant.Schema}'").ToList() is { Count: > 0 } lacking)
            throw Incomplete($"was made and lacks {string.Join("; ", lacking)}", _failure?.ServerMessage);
        if (left.Mark?.Expires is not { } expires)
            throw Incomplete("has no expiry although one was set", null);
        if (left.Powers is { Count: > 0 } powers)
            throw SessionUserPlanner.HasPowers(request, left.Account, powers);
        foreach (var surplus in left.Grants)
        {
            host.Warning(
                $"The session user {left.Account} has more than policy '{request.Grants.Policy}' gives, and " +
                $"'{request.Granter.Login.UserName}' cannot take it back: {surplus.What} on {surplus.Subject}.");
        }

        return new SessionUserOutcome(_login!, expires)
        {
            Created = plan.Creates,
            PasswordChanged = plan.SetsPassword,
            Extended = plan.Change.Action == SessionUserPasswordAction.Extend,
        };
    }

    /// <summary>Only the hash goes to the server.</summary>
    private async Task SetPasswordAsync(Session session, SessionUserChange change, Secret password, CancellationToken cancellationToken)
    {
        var server = change.Reading.Server;
        var hash = "'" + PasswordHash.Create(change.Plugin, password, server.DigestRounds) + "'";
        try
        {
            await change.Marked.RunAsync(session, change.AccountStatements(hash), cancellationToken);
        }
        catch (StatementException refused) when (refused.Is(NotWithOption) && server.Version.IsMariaDb)
        {
            // Switched on since it was looked at.
            throw PasswordHash.Refused(request.Granter, refused);
        }
        catch (StatementException refused) when (refused.Code == NoSuchUser || refused.Kind == HoopErrorKind.PermissionDenied)
        {
            var isThere = change.Reading.Present is not null;
            throw (isThere ? SessionUserErrors.CannotAlter : SessionUserErrors.CannotCreate).Error(
                $"'{request.Granter.Login.UserName}' may not {(isThere ? "alter" : "make")} the user {change.Reading.Account}: " +
                    $"{refused.ServerMessage} (error {refused.Code}).",
                request.UserName, "Use a granter that has CREATE USER, such as the master user.", refused);
        }
    }

    /// <summary>What nobody whom we make has, before a password is set or handed out.</summary>
    private async Task TakePowersAsync(Session session, GranterReading user, CancellationToken cancellationToken)
    {
        var failures = await session.ExecuteEachAsync([.. user.Powers.Select(grant => grant.Sql)], cancellationToken);
        if (user.Powers.Zip(failures).Where(pair => pair.Second is not null).Select(pair => pair.First).ToList() is { Count: > 0 } left)
            throw SessionUserPlanner.HasPowers(request, user.Account, left);
    }

    private HoopException Incomplete(string what, string? reason) =>
        SessionUserErrors.Incomplete.Error(
            $"The session user '{request.UserName}' {what}{(reason is null ? "" : $": {reason}")}.", request.UserName,
            "Use a granter that has the policy's privileges WITH GRANT OPTION on these schemas; then run it again.");
}
