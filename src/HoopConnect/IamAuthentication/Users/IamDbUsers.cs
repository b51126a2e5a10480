using System.Runtime.CompilerServices;
using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;

namespace HoopConnect.IamAuthentication.Users;

/// <summary>Users of one database that log in by token, on whichever engine it is.</summary>
/// <param name="database">The database, as RDS describes it, or a server named by its address.</param>
public sealed class IamDbUsers(RdsDatabase database)
{
    private readonly IDatabaseEngine _engine = DatabaseEngines.For(database.Engine);

    private bool IsOnRds => database.Arn.Length > 0;

    /// <summary>Says what would be changed. Changes nothing.</summary>
    /// <exception cref="HoopException"><c>IamAuthentication.NotEnabled</c>, <c>IamUser.NoSecondWayIn</c>, and those of <see
    /// cref="IIamUserProvisioner.PlanAsync"/>.</exception>
    public Task<IamUserPlan> PlanAsync(IamUserRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        RefuseProxy();

        if (request.Role is not null && request.Grants is not null)
        {
            throw IamUserErrors.RoleAndPolicy.Error(
                request,
                $"'{request.UserName}' cannot have the privileges of a role and those of policy '{request.Grants.Policy}' at once.");
        }

        if (IsOnRds && !database.IamDatabaseAuthenticationEnabled)
            throw IamUserRefusals.NotEnabled(request, $"RDS says that it is not enabled for '{database.Identifier}'");
        return _engine.IamUsers.PlanAsync(request, host, cancellationToken);
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

    /// <summary>Reads the server and says what removal would do.</summary>
    /// <param name="request">Which users; the kind in it is not used.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HoopException">
    /// <c>IamUser.Proxy</c>, <c>IamUser.EngineNotServed</c>, and those of <see cref="IManagedUsers.PlanRemovalAsync"/>.
    /// </exception>
    public Task<UserRemovalPlan> PlanRemovalAsync(UserRemovalRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        RefuseProxy();
        if (_engine.IamUsers is NoIamUsers none)
            throw none.NotServed();
        return _engine.ManagedUsers.PlanRemovalAsync(request with { Kind = ManagedKind.Iam }, host, cancellationToken);
    }

    /// <summary>
    /// Applies a removal plan: a row for each user. Those that a failure kept from being done come as failed before it is thrown.
    /// </summary>
    /// <exception cref="HoopException">Those of <see cref="UserRemovalPlan.ApplyAsync"/>.</exception>
    public async IAsyncEnumerable<RemovedIamDbUser> RemoveAsync(
        UserRemovalPlan plan, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(host);
        var server = $"{plan.Request.Master.Host}:{plan.Request.Master.Port}";
        var activity = new HoopProgress(HoopProgress.IdOf(server), $"Removing IAM users of {server}", "removing", Total: 100);
        try
        {
            var outcomes = plan.ApplyToEachAsync(
                share => host.Progress(activity with { Completed = (int)(share * 100) }), host, cancellationToken);
            await foreach (var outcome in outcomes)
                yield return Row(plan.Request.Master, outcome);
        }
        finally
        {
            host.Progress(activity with { Finished = true });
        }
    }

    /// <summary>The failure that goes with a user that is still there; null for one that is gone.</summary>
    public static HoopException? NotRemoved(RemovedIamDbUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.State is UserRemovalState.Removed or UserRemovalState.Missing)
            return null;
        var target = user.Arn.Length > 0 ? user.Arn : user.HostName;
        return user.State == UserRemovalState.Refused
            ? IamUserErrors.NotOurs.Error(
                $"The user {user} was not removed: {user.Message}", target, "-Adopt removes it all the same, where it is no superuser.")
            : IamUserErrors.NotRemoved.Error($"The user {user} was not removed: {user.Message}", target);
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

    private RemovedIamDbUser Row(ConnectionSettings master, UserRemoval outcome) => new()
    {
        AccountId = IsOnRds ? database.AccountId : "",
        Region = IsOnRds ? database.Region : "",
        Identifier = database.Identifier,
        Arn = database.Arn,
        Engine = database.Engine,
        HostName = master.Host,
        Port = master.Port,
        UserName = outcome.UserName,
        State = outcome.State,
        Findings = outcome.Findings,
        Databases = outcome.Databases,
    };

    private void RefuseProxy()
    {
        if (database.Kind == DatabaseKind.Proxy)
            throw IamUserErrors.Proxy.Error(database, $"'{database.Identifier}' is an RDS Proxy, which has no users of its own.");
    }
}
