using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;

namespace HoopConnect.IamAuthentication.Users;

/// <summary>Users of one database that log in by token, on whichever engine it is.</summary>
/// <param name="database">The database, as RDS describes it, or a server named by its address.</param>
public sealed class IamDbUsers(RdsDatabase database)
{
    private readonly IIamUserProvisioner _users = DatabaseEngines.For(database.Engine).IamUsers;

    private bool IsOnRds => database.Arn.Length > 0;

    /// <summary>Says what would be changed. Changes nothing.</summary>
    /// <exception cref="HoopException"><c>IamAuthentication.NotEnabled</c>, <c>IamUser.NoSecondWayIn</c>, and those of <see cref="IIamUserProvisioner.PlanAsync"/>.</exception>
    public Task<IamUserPlan> PlanAsync(IamUserRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (database.Kind == DatabaseKind.Proxy)
        {
            throw IamUserErrors.Proxy.Error($"'{database.Identifier}' is an RDS Proxy, which has no users of its own.", database.Arn);
        }

        if (request.Role is not null && request.Grants is not null)
        {
            throw IamUserErrors.RoleAndPolicy.Error(
                request,
                $"'{request.UserName}' cannot have the privileges of a role and those of policy '{request.Grants.Policy}' at once.");
        }

        if (IsOnRds && !database.IamDatabaseAuthenticationEnabled)
            throw IamUserRefusals.NotEnabled(request, $"RDS says that it is not enabled for '{database.Identifier}'");
        return _users.PlanAsync(request, host, cancellationToken);
    }

    /// <summary>Applies a plan (whoever made it has asked <see cref="IHoopHost.ShouldApplyAsync"/>).</summary>
    /// <exception cref="HoopException">Those of <see cref="IamUserPlan.ApplyAsync"/>.</exception>
    public async Task<IamDbUser> ApplyAsync(IamUserPlan plan, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var outcome = await plan.ApplyAsync(host, cancellationToken);
        return new IamDbUser
        {
            AccountId = IsOnRds ? database.AccountId : "",
            Region = IsOnRds ? database.Region : "",
            Identifier = database.Identifier,
            Arn = database.Arn,
            Engine = database.Engine,
            HostName = plan.Request.Master.Host,
            Port = plan.Request.Master.Port,
            UserName = outcome.UserName,
            Role = plan.Request.Role,
            State = outcome.State,
            Findings = outcome.Findings,
            ConnectArn = IsOnRds ? DatabaseResource.Of(database).UserArn(outcome.UserName) : "",
        };
    }

    /// <summary>The failure that goes with a user that is not wholly as it should be; null where all is well.</summary>
    public static HoopException? Incomplete(IamDbUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.State != RoleState.Incomplete ? null
            : IamUserErrors.Incomplete.Error(
                $"The user {user} is not as it should be: {string.Join("; ", user.Findings)}",
                user.Arn.Length > 0 ? user.Arn : user.HostName);
    }
}
