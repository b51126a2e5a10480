using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>Reads a server as the granter and makes the plan.</summary>
internal sealed class SessionUserPlanner(SessionUserRequest request, IHoopHost host, TimeProvider time)
{
    /// <exception cref="HoopException">Those of <see cref="ISessionUserProvisioner.PlanAsync"/>.</exception>
    public async Task<SessionUserChangePlan> PlanAsync(
        Session session, ISessionUserPasswords passwords, CancellationToken cancellationToken)
    {
        var reading = await SessionUserReader.ReadAsync(session, request, cancellationToken);
        RefuseUnservable(reading);
        if (reading.Present is null)
            await LeftDefiners.RefuseAsync(session, reading.Account, cancellationToken);
        var (change, login) = await CompareAsync(reading, passwords, cancellationToken);
        if (change.Action == SessionUserPasswordAction.Renew)
            reading.Server.RefuseHashRefusal(request.Granter);
        change.Marked.Check(request.Granter, change.AccountStatements(PlanStep.Hole));

        foreach (var other in reading.Server.Others(reading.Account))
            host.Warning(
                $"There is another account of the name, {other}, with a password and privileges of its own, which the server may prefer " +
                "for a login.");
        return new SessionUserChangePlan(
            request, new Plan($"{request.Granter.Host}:{request.Granter.Port}", "provide session user", [.. change.Steps()]), change, time)
        {
            Creates = reading.Present is null,
            SetsPassword = change.Action == SessionUserPasswordAction.Renew,
            Login = login,
        };
    }

    private async Task<(SessionUserChange Change, DatabaseLogin? Login)> CompareAsync(
        GranterReading reading, ISessionUserPasswords passwords, CancellationToken cancellationToken)
    {
        if (reading.Present is not { } present)
            return (new SessionUserChange(request, reading, SessionUserPasswordAction.Renew), null);
        var login = default(DatabaseLogin);
        if (reading.Mark is null)
        {
            if (reading.Marks!.OtherThan(ManagedKind.Session, request.UserName) is null)
                login = await FindProofAsync(reading, passwords, cancellationToken);
            if (login is not null)
                reading = reading with { IsProvedByPassword = true };
            else
                RefuseOthers(reading);
        }

        if (reading.Mark is null && present.Grants.Any(grant => grant.Level == GrantLevel.Global
            && grant.Privileges.Any(privilege => privilege.Name is "SUPER" or Privilege.All)))
        {
            throw SessionUserErrors.CannotAdopt.Error(
                $"The user {reading.Account} has SUPER, which no session user has; it is not taken over.", request.UserName,
                "Rename or drop it as a superuser.");
        }

        SessionUserSharing.RefuseAnothers(reading.Mark, request);
        if (reading.Powers.Where(grant => grant.OutOfReachOf is not null).ToList() is { Count: > 0 } powers)
            throw HasPowers(request, reading.Account, powers);
        var user = reading.ToReading();
        var action = SessionUserSharing.Decide(user, request);
        if (action == SessionUserPasswordAction.Renew)
            return (new SessionUserChange(request, reading, action) { Note = Why(user) }, null);
        if ((login ?? await passwords.FindAsync(cancellationToken)) is { } works)
            return (new SessionUserChange(request, reading, action), works);
        var note = (passwords.IsVault ? "the vault has no password that works" : "no vault was given") +
            ": whoever uses the present password needs the new one";
        return (new SessionUserChange(request, reading, SessionUserPasswordAction.Renew) { Note = note }, null);
    }

    /// <summary>
    /// The stored login that works, which shows that a user without a mark is ours: an earlier version made it, or the server has no
    /// place for a mark. A locked user lets nobody in, so nothing can be tried.
    /// </summary>
    private static async Task<DatabaseLogin?> FindProofAsync(
        GranterReading reading, ISessionUserPasswords passwords, CancellationToken cancellationToken) =>
        reading.Server.Version.HasUserAttributes || reading.Present is { IsLocked: true } ? null
            : await passwords.FindAsync(cancellationToken);

    private void RefuseOthers(GranterReading reading)
    {
        if (request.Adopt)
            return;
        var version = reading.Server.Version;
        var why = reading.Marks!.OtherThan(ManagedKind.Session, request.UserName) is { } kind
            ? $"was made by HoopConnect as {MarkReading.Words(kind)}"
            : reading.Marks.Claim is null ? "was not made by HoopConnect"
            : "is written down as made by HoopConnect, which proves " +
                $"nothing{(version.HasProof ? "" : $" (on {version} nothing else can)")}, and no stored password of it logs in";
        throw SessionUserErrors.NotOurs.Error($"The user {reading.Account} is on the server and {why}.", request.UserName);
    }

    /// <summary>It has what the granter cannot take back.</summary>
    public static HoopException HasPowers(SessionUserRequest request, Account account, IReadOnlyList<GrantChange> powers) =>
        SessionUserErrors.HasPowers.Error(
            $"Somebody gave the user {account} {string.Join(", ", powers.Select(power => $"{power.What} on {power.Subject}"))}, and " +
            $"'{request.Granter.Login.UserName}' cannot take that back: its password is not given out.",
            request.UserName, $"Who may, runs: {string.Join("; ", powers.Select(power => power.Sql))}");

    private string Why(SessionUserReading user) =>
        request.Rotate ? "rotation was asked for: whoever uses the present password needs the new one"
        : user.Mark is null ? "the user is taken over: whoever uses the present password needs the new one"
        : !user.CanLogIn ? "the user is locked"
        : user.Expires <= user.Now ? "the user has expired: whoever uses the present password needs the new one"
        : "the present password is 24 hours old: whoever uses it needs the new one";

    private void RefuseUnservable(GranterReading reading)
    {
        var server = reading.Server;
        server.RefuseReadOnly(request.Granter);
        foreach (var schema in request.Grants.Databases)
        {
            if (SystemSchemas.Contains(schema, server.SchemaNames))
            {
                throw SessionUserErrors.SystemSchema.Error(
                    $"The schema '{schema}' of policy '{request.Grants.Policy}' is the server's own; nothing is granted there.", schema);
            }

            if (server.FindSchema(schema) is null)
            {
                throw SessionUserErrors.DatabaseNotFound.Error(
                    $"The schema '{schema}' of policy '{request.Grants.Policy}' is not on the server at " +
                        $"{request.Granter.Host}:{request.Granter.Port}; nothing was changed.",
                    schema,
                    "Mend the policy (on MySQL and MariaDB an instance is a schema, dots and all; names are case-sensitive on most " +
                        "servers), or make the schema.");
            }
        }

        if (SessionUserReader.Difference(server, request).Lasting().FirstOrDefault() is { } tooLong)
        {
            throw SessionUserErrors.CannotGrant.Error(
                $"On the schema '{tooLong.Database}' of policy '{request.Grants.Policy}' nothing can be granted: its name has more than " +
                    $"{Identifier.MaxPatternLength} characters once its '_' and '%' are escaped. Nothing was changed.",
                tooLong.Database!,
                "Give the schema a " +
                    "shorter name.");
        }
    }
}
