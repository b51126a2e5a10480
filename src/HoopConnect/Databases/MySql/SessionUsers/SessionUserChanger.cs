using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>
/// Makes the change, one caller at a time on each server: who waited for the lock plans again, and finds the work of the one before it done.
/// </summary>
internal sealed class SessionUserChanger(SessionUserRequest request, ISessionUserPasswords passwords, IHoopHost host, TimeProvider time)
{
    private const int NoSuchUser = 1396;

    public async Task<SessionUserOutcome> ApplyAsync(CancellationToken cancellationToken)
    {
        await using var session = await ServerLock.OpenAsync(request.Granter, host, time, cancellationToken);
        var plan = await new SessionUserPlanner(request, host, time).PlanAsync(session, passwords, cancellationToken);
        var login = await ChangeUserAsync(session, plan, cancellationToken);
        var failures = await session.ExecuteEachAsync([.. plan.Change.Reading.Grants.Select(grant => grant.Sql)], cancellationToken);
        var left = await SessionUserReader.ReadAsync(session, request, cancellationToken);
        await ServerLock.GiveBackAsync(session, cancellationToken);
        if (left.Lacking.ToList() is { Count: > 0 } lacking)
            throw Incomplete($"was made and lacks {string.Join("; ", lacking.Take(3).Select(grant => $"{grant.What} on schema '{grant.Schema}'"))}", failures.FirstOrDefault(failure => failure is not null)?.ServerMessage);
        if (left.Record is not { } record)
            throw Incomplete("has no expiry although one was set", null);
        if (left.Grants.Where(grant => grant.Subject == "*.*").Select(grant => grant.What).ToList() is { Count: > 0 } powers)
            throw HasPowers(left.Account, powers);
        foreach (var surplus in left.Grants)
            host.Warning($"The session user {left.Account} has more than policy '{request.Grants.Policy}' gives, and '{request.Granter.Login.UserName}' cannot take it back: {surplus.What} on {surplus.Subject}.");
        return new SessionUserOutcome(login, record.Expires)
        {
            Created = plan.Creates,
            PasswordChanged = plan.SetsPassword,
            Extended = plan.Change.Action == SessionUserPasswordAction.Extend,
        };
    }

    private async Task<DatabaseLogin> ChangeUserAsync(Session session, SessionUserChangePlan plan, CancellationToken cancellationToken)
    {
        switch (plan.Change.Action)
        {
            case SessionUserPasswordAction.HandOut:
                return plan.Login!;
            case SessionUserPasswordAction.Extend:
                await session.ExecuteBatchAsync([plan.Change.ExtensionStatement(plan.Change.Reading.Now)], cancellationToken);
                return plan.Login!;
            default:
                return await passwords.ChangeAsync((password, stop) => SetPasswordAsync(session, plan.Change, password, stop), cancellationToken);
        }
    }

    /// <summary>Only the hash goes to the server. Asked again after a failure, the user may be there by the first call, whose answer was lost.</summary>
    private async Task SetPasswordAsync(Session session, SessionUserChange change, Secret password, CancellationToken cancellationToken)
    {
        var now = (await SessionUserReader.ReadAsync(session, request, cancellationToken)).Now;
        var hash = "'" + PasswordHash.Create(change.Plugin, password, change.Reading.Server.DigestRounds) + "'";
        var isThere = (await new ServerReader(session, [change.Reading.Account.User]).ReadAsync([], cancellationToken)).Find(change.Reading.Account) is not null;
        try
        {
            await session.ExecuteBatchAsync(change.PasswordStatements(isThere, hash, now), cancellationToken);
        }
        catch (StatementException refused) when (refused.Code == NoSuchUser || refused.Kind == HoopErrorKind.PermissionDenied)
        {
            throw new HoopException(isThere ? "SessionUser.CannotAlter" : "SessionUser.CannotCreate", HoopErrorKind.PermissionDenied,
                $"'{request.Granter.Login.UserName}' may not {(isThere ? "alter" : "make")} the user {change.Reading.Account}: {refused.ServerMessage} (error {refused.Code}).", refused)
            {
                Target = request.UserName,
                RecommendedAction = change.Reading.Server.Version.HasUserAttributes
                    ? "Use a granter that has CREATE USER, such as the master user."
                    : $"Use a granter that has CREATE USER, and CREATE, SELECT, INSERT, UPDATE and DELETE on the schema {Ledger.Schema}, such as the master user.",
            };
        }
    }

    private HoopException HasPowers(Account account, List<string> powers) =>
        new("SessionUser.HasPowers", HoopErrorKind.PermissionDenied,
            $"Somebody gave the user {account} {string.Join(", ", powers)} on the whole server, and '{request.Granter.Login.UserName}' cannot take that back: its password is not given out.")
        {
            Target = request.UserName,
            RecommendedAction = $"Who may, runs: REVOKE {string.Join(", ", powers)} ON *.* FROM {account.Sql}",
        };

    private HoopException Incomplete(string what, string? reason) =>
        new("SessionUser.Incomplete", HoopErrorKind.InvalidOperation, $"The session user '{request.UserName}' {what}{(reason is null ? "" : $": {reason}")}.")
        {
            Target = request.UserName,
            RecommendedAction = "Use a granter that has the policy's privileges WITH GRANT OPTION on these schemas; then run it again.",
        };
}
