using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>Applies a plan, one role after the other, and reads the server again: the outcome is what is there then.</summary>
/// <param name="session">As the master.</param>
/// <param name="plan">The plan.</param>
internal sealed class RoleChanger(Session session, RoleChangePlan plan)
{
    private const int UserOperationFailed = 1396;

    /// <summary>Brings one role into line. What concerns only this role is in its outcome; the others go on.</summary>
    public async Task<RoleOutcome> ApplyAsync(RoleChange change, IRolePasswords passwords, CancellationToken cancellationToken)
    {
        try
        {
            var login = change.Login;
            if (change.SetPassword)
            {
                var tried = false;
                login = await passwords.ChangeAsync(change.Kind, async (password, token) =>
                {
                    var again = tried;
                    tried = true;
                    await SetPasswordAsync(change, password, again, token);
                }, cancellationToken);
            }

            var alterations = await session.ExecuteEachAsync(change.Alterations, cancellationToken);
            var failures = await session.ExecuteEachAsync(change.Grants.Select(grant => grant.Sql).ToList(), cancellationToken);
            var reasons = change.Grants.Zip(failures).Where(pair => pair.Second is not null).GroupBy(pair => pair.First.Sql).ToDictionary(group => group.Key, group => group.First().Second!.ServerMessage);
            var left = await ReadAgainAsync(change, cancellationToken);
            IReadOnlyList<Finding> findings =
            [
                .. alterations.OfType<StatementException>().Select(failure => new Finding(null, $"user {change.Account}", "Failed", failure.ServerMessage)),
                .. left.Grants.Select(grant => grant.Failed(reasons.GetValueOrDefault(grant.Sql))),
                .. left.Lasting,
            ];
            var missing = left.Grants.Where(grant => !grant.Revoke).Select(grant => grant.Schema).ToHashSet();
            return new RoleOutcome(change.Kind, StateOf(change, findings), findings)
            {
                Login = login,
                PasswordChanged = change.SetPassword,
                Databases = left.Schemas.Where(schema => !missing.Contains(schema)).ToList(),
            };
        }
        catch (HoopException exception)
        {
            return new RoleOutcome(change.Kind, RoleState.Failed, [new Finding(null, $"user {change.Account}", "Failed", exception.Message)]);
        }
    }

    private static RoleState StateOf(RoleChange change, IReadOnlyList<Finding> findings) =>
        findings.Count > 0 ? RoleState.Incomplete
        : change.Create ? RoleState.Created
        : change.IsEmpty ? RoleState.InSync
        : RoleState.Updated;

    private async Task<RoleChange> ReadAgainAsync(RoleChange change, CancellationToken cancellationToken)
    {
        var now = await new ServerReader(session, RolePlanner.UserNames).ReadAsync([change.Account], cancellationToken);
        return now.Find(change.Account) is null
            ? throw new HoopException("Roles.Gone", HoopErrorKind.ObjectNotFound, $"The user {change.Account} is not there after it was brought into line: somebody dropped it meanwhile.")
            : new RolePlanner(now, plan.Request).Compare(change.Kind);
    }

    /// <summary>
    /// Only the hash goes to the server. Tried again, the user may be there from before; the first time it is somebody else's that came
    /// between plan and apply, and stays as it is.
    /// </summary>
    private async Task SetPasswordAsync(RoleChange change, Secret password, bool again, CancellationToken cancellationToken)
    {
        var hash = "'" + PasswordHash.Create(change.Plugin, password, plan.Server.DigestRounds) + "'";
        try
        {
            await session.ExecuteBatchAsync([change.PasswordStatement(plan.Server.Version, hash, change.Create)], cancellationToken);
        }
        catch (StatementException exception) when (exception.Code == UserOperationFailed && change.Create && again)
        {
            await session.ExecuteBatchAsync([change.PasswordStatement(plan.Server.Version, hash, create: false)], cancellationToken);
        }
    }
}
