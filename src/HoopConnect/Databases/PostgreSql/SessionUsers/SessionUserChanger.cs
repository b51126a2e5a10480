using System.Collections.Concurrent;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>
/// Makes the change, one caller at a time on each server: who waited for the lock plans again, and finds the work of the one before it done.
/// The lock is given back when the connection ends, however it ends.
/// </summary>
internal sealed class SessionUserChanger(IDatabaseEngine engine, SessionUserRequest request, ISessionUserPasswords passwords, IHoopHost host, TimeProvider time)
{
    public async Task<SessionUserOutcome> ApplyAsync(CancellationToken cancellationToken)
    {
        await using var session = await engine.OpenWaitingAsync(request.Granter with { Database = null }, time, cancellationToken);
        await ServerLock.TakeAsync(session, host, time, cancellationToken);
        var plan = await new SessionUserPlanner(engine, request, host, time).PlanAsync(session, passwords, cancellationToken);
        var login = await ChangeUserAsync(session, plan, cancellationToken);
        var lacking = await GrantAsync(session, plan, cancellationToken);
        var reading = (await GranteeReader.ReadAsync(session, request.UserName, request.Grants, "", cancellationToken)).ToReading(lacking.IsEmpty);
        await ServerLock.GiveBackAsync(session, cancellationToken);
        if (!lacking.IsEmpty || reading.Expires is not { } expires)
            throw Incomplete(lacking);
        foreach (var surplus in plan.Databases.SelectMany(database => database.Unfixable))
            host.Warning($"The session user '{request.UserName}' has more than policy '{request.Grants.Policy}' gives, and '{request.Granter.Login.UserName}' cannot take it back: {surplus}.");
        return new SessionUserOutcome(login, expires)
        {
            Created = plan.Creates,
            PasswordChanged = plan.SetsPassword,
            Extended = plan.Change.Action == SessionUserPasswordAction.Extend,
        };
    }

    private async Task<DatabaseLogin> ChangeUserAsync(IDatabaseSession session, SessionUserChangePlan plan, CancellationToken cancellationToken)
    {
        switch (plan.Change.Action)
        {
            case SessionUserPasswordAction.HandOut:
                return plan.Login!;
            case SessionUserPasswordAction.Extend:
                await ExecuteAsync(session, plan.Change.ExtensionStatements(ServerTime.FromMicroseconds(plan.Server.Now), plan.Server.HasMembershipOptions), cancellationToken);
                return plan.Login!;
            default:
                return await passwords.ChangeAsync((password, stop) => SetPasswordAsync(session, plan.Change, password, stop), cancellationToken);
        }
    }

    /// <summary>Asked again after a failure, the role may be there by the first call, whose answer was lost.</summary>
    private async Task SetPasswordAsync(IDatabaseSession session, SessionUserChange change, Secret password, CancellationToken cancellationToken)
    {
        await Retry.ReopenIfBrokenAsync(session, cancellationToken);
        var server = await ServerReader.ReadAsync(session, [request.UserName], cancellationToken);
        var verifier = Literal.Quote(ScramVerifier.Create(password, server.ScramIterations));
        var isThere = server.Role(request.UserName) is not null;
        await ExecuteAsync(session, change.PasswordStatements(isThere, verifier, ServerTime.FromMicroseconds(server.Now), server.HasMembershipOptions), cancellationToken);
    }

    /// <summary>The grants of each database on one connection, in one transaction and one round trip; what is missing afterwards comes back.</summary>
    private async Task<ConcurrentBag<string>> GrantAsync(IDatabaseSession maintenance, SessionUserChangePlan plan, CancellationToken cancellationToken)
    {
        var lacking = new ConcurrentBag<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, request.ThrottleLimit), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plan.Databases, options, async (grants, stop) =>
        {
            var statements = grants.Steps(plan.Server.HasMembershipOptions).Select(step => step.Statement).ToList();
            if (statements.Count == 0)
                return;
            if (grants.Database == engine.MaintenanceDatabase)
            {
                await GrantAsync(maintenance, grants.Database, statements, lacking, stop);
                return;
            }

            await using var session = await engine.OpenWaitingAsync(request.Granter with { Database = grants.Database }, time, stop);
            await GrantAsync(session, grants.Database, statements, lacking, stop);
        });
        return lacking;
    }

    private async Task GrantAsync(IDatabaseSession session, string database, List<string> statements, ConcurrentBag<string> lacking, CancellationToken cancellationToken)
    {
        await ExecuteAsync(session, statements, cancellationToken);
        foreach (var what in (await GranteeReader.ReadAsync(session, request.UserName, request.Grants, database, cancellationToken)).Lacking)
            lacking.Add($"{what} in database {Identifier.Quote(database)}");
        host.Verbose($"Database {Identifier.Quote(database)}: {statements.Count} statements.");
    }

    private Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<string> statements, CancellationToken cancellationToken) =>
        Retry.ExecuteAsync(session, statements, host, time, cancellationToken);

    private HoopException Incomplete(ConcurrentBag<string> lacking) =>
        new("SessionUser.Incomplete", HoopErrorKind.InvalidOperation,
            lacking.IsEmpty
                ? $"The session user '{request.UserName}' has no expiry although one was set: somebody else changes it at the same time."
                : $"The session user '{request.UserName}' was made and lacks {string.Join("; ", lacking.Take(3))}{(lacking.Count > 3 ? $"; and {lacking.Count - 3} more" : "")}.")
        {
            Target = request.UserName,
            RecommendedAction = "Something was made or taken away while this ran; run it again.",
        };
}
