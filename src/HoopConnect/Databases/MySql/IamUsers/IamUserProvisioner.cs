using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.IamUsers;

/// <summary>Users of MySQL and MariaDB that log in by token: accounts with AWS's authentication plugin, over TLS only.</summary>
internal sealed class IamUserProvisioner(IDatabaseEngine engine) : IIamUserProvisioner
{
    /// <inheritdoc/>
    public async Task<IamUserReading> ReadAsync(ConnectionSettings login, string userName, string hostPattern, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(login with { Database = null }, cancellationToken);
        var account = Account.Create(userName, hostPattern, session.Version.IsMariaDb);
        var reading = await IamServerReading.ReadAsync(session, account, cancellationToken);
        var present = reading.Server.Find(account);
        return new IamUserReading(reading.HasPlugin, present is not null, IamServerReading.IsByToken(present), present is { IsLocked: true } ? "it is locked (ACCOUNT LOCK)" : null);
    }

    /// <inheritdoc/>
    public async Task<IamUserPlan> PlanAsync(IamUserRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var session = await Session.OpenAsync(request.Master with { Database = null }, cancellationToken);
        var difference = await CompareAsync(session, request, cancellationToken);
        var action = request.IsExisting ? "log in by IAM" : "make IAM user";
        return new IamUserChangePlan(request, new Plan($"{request.Master.Host}:{request.Master.Port}", action, difference.Steps()), this);
    }

    /// <summary>Plans again, applies it and re-reads the server.</summary>
    public async Task<IamUserOutcome> ApplyAsync(IamUserRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(request.Master with { Database = null }, cancellationToken);
        var difference = await CompareAsync(session, request, cancellationToken);
        var steps = difference.Steps();
        await session.ExecuteBatchAsync([.. steps.Select(step => step.Statement)], cancellationToken);

        var account = AccountOf(session, request);
        var left = new IamUserDifference(await IamServerReading.ReadAsync(session, account, cancellationToken), request, account);
        IReadOnlyList<Finding> findings =
        [
            .. left.Steps().Select(step => new Finding(null, step.Target, "Failed", $"{step.Action} was done and does not show: {step.Statement}")),
            .. left.Lasting(),
        ];
        var state = findings.Count > 0 ? RoleState.Incomplete : difference.Create ? RoleState.Created : steps.Count > 0 ? RoleState.Updated : RoleState.InSync;
        return new IamUserOutcome(request.UserName, state, findings);
    }

    private async Task<IamUserDifference> CompareAsync(Session session, IamUserRequest request, CancellationToken cancellationToken)
    {
        var account = AccountOf(session, request);
        var difference = new IamUserDifference(await IamServerReading.ReadAsync(session, account, cancellationToken), request, account);
        difference.Check();
        if (request.IsMaster && difference.Steps().Count > 0)
            await RequireSecondWayInAsync(request, cancellationToken);
        return difference;
    }

    private static Account AccountOf(Session session, IamUserRequest request) => Account.Create(request.UserName, request.HostPattern, session.Version.IsMariaDb);

    /// <summary>The second administrator logs in with a password and may change users.</summary>
    private async Task RequireSecondWayInAsync(IamUserRequest request, CancellationToken cancellationToken)
    {
        if (request.BreakGlass is null)
            throw IamUserRefusals.NoSecondWayIn(request);
        await using var session = await engine.OpenSecondWayInAsync(request, cancellationToken);
        var may = await session.QueryAsync("SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'CREATE USER' AND GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')", [], cancellationToken);
        if (may is not [[long and > 0]] and not [[ulong and > 0]])
            throw IamUserRefusals.SecondWayInRefused(request, "it may not change users (it lacks CREATE USER)");
    }
}
