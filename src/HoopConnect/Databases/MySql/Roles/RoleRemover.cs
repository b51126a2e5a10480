using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>Plans and applies the removal of roles.</summary>
/// <param name="session">As the master.</param>
/// <param name="request">What was asked for.</param>
internal sealed class RoleRemover(Session session, RoleRequest request)
{
    /// <exception cref="HoopException"><c>Roles.NotOurs</c>.</exception>
    public async Task<RoleRemovalPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var accounts = request.Kinds.Distinct().Select(kind => (Kind: kind, Account: RolePlanner.AccountOf(request, kind, session.Version))).ToList();
        var server = await new ServerReader(session, RolePlanner.UserNames).ReadAsync([], cancellationToken);
        var removals = new List<RoleRemoval>();
        foreach (var (kind, account) in accounts)
        {
            if (server.Find(account) is not { } present)
                continue;
            if (server.Version.HasUserAttributes && !present.IsMarked && !request.Adopt)
            {
                throw new HoopException("Roles.NotOurs", HoopErrorKind.ResourceExists, $"The user {account} is on the server and was not made by HoopConnect.")
                {
                    Target = account.ToString(),
                    RecommendedAction = "-Adopt removes it all the same.",
                };
            }

            removals.Add(new RoleRemoval(kind, account)
            {
                IsOurs = present.IsMarked || request.Adopt,
                Definers = await DefinersAsync(account, cancellationToken),
                Others = server.Others(account).Select(other => new Finding(null, $"user {other}", "Unfixable",
                    $"has the same name, so the sessions of {account} cannot be told from its own and are not ended")).ToList(),
            });
        }

        var plan = new Plan($"{request.Master.Host}:{request.Master.Port}", "remove roles", removals.SelectMany(removal => removal.Steps()).ToList());
        return new RoleRemovalPlan(request, plan, removals.ToDictionary(removal => removal.Kind, removal => (IReadOnlyList<Finding>)[.. removal.Definers, .. removal.Others]), removals)
        {
            States = request.Kinds.Distinct().ToDictionary(kind => kind, kind => removals.Any(removal => removal.Kind == kind) ? RoleState.Drifted : RoleState.Missing),
        };
    }

    /// <summary>Removes one role.</summary>
    public async Task<RoleOutcome> ApplyAsync(RoleRemoval removal, IRolePasswords passwords, CancellationToken cancellationToken)
    {
        try
        {
            if (!removal.IsOurs && await passwords.InspectAsync(removal.Kind, existsOnServer: true, cancellationToken) is not { Knowledge: RolePasswordKnowledge.Working, Login: not null })
            {
                return Failed(removal, "Roles.NotOurs",
                    $"no stored password of it logs in, which is what shows on {session.Version} that HoopConnect made it; nothing was changed. Name the vault that has its password, or give -Adopt");
            }

            await session.ExecuteBatchAsync([removal.LockStatement], cancellationToken);
            List<Finding> findings = [.. removal.Others, .. removal.Definers];
            if (removal.Others.Count == 0)
                findings.AddRange(await EndSessionsAsync(removal.Account, cancellationToken));
            if (removal.Definers.Count > 0)
                return new RoleOutcome(removal.Kind, RoleState.Incomplete, findings);
            await session.ExecuteBatchAsync([removal.DropStatement], cancellationToken);
            var server = await new ServerReader(session, RolePlanner.UserNames).ReadAsync([], cancellationToken);
            if (server.Find(removal.Account) is not null)
                return Failed(removal, "Failed", "is still there after it was dropped: somebody made it again");
            await passwords.ForgetAsync(removal.Kind, cancellationToken);
            return new RoleOutcome(removal.Kind, RoleState.Removed, findings);
        }
        catch (HoopException exception)
        {
            return Failed(removal, "Failed", exception.Message);
        }
    }

    private static RoleOutcome Failed(RoleRemoval removal, string reason, string message) =>
        new(removal.Kind, RoleState.Failed, [new Finding(null, $"user {removal.Account}", reason, message), .. removal.Definers]);

    private async Task<IReadOnlyList<Finding>> DefinersAsync(Account account, CancellationToken cancellationToken) =>
        [.. (await DefinedObjectReader.ReadAsync(session, $"= {Literal.Quote($"{account.User}@{account.Host}", session.NoBackslashEscapes)}", cancellationToken)).Select(definer => definer.Finding)];

    private async Task<IReadOnlyList<Finding>> EndSessionsAsync(Account account, CancellationToken cancellationToken) =>
        [.. (await OpenSessions.EndAsync(session, [account.User], cancellationToken)).Select(failure => new Finding(null, $"session of {account}", "Failed", failure.Message))];
}
