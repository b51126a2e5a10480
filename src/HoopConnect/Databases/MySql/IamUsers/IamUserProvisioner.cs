using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.IamUsers;

/// <summary>Users of MySQL and MariaDB that log in by token: accounts with AWS's authentication plugin, over TLS only.</summary>
internal sealed class IamUserProvisioner(IDatabaseEngine engine, TimeProvider time) : IIamUserProvisioner
{
    /// <inheritdoc/>
    public async Task<IamUserReading> ReadAsync(
        ConnectionSettings login, string userName, string hostPattern, CancellationToken cancellationToken)
    {
        await using var session = await WaitingConnection.OpenAsync(login, time, cancellationToken);
        var account = Account.Create(userName, hostPattern, session.Version.IsMariaDb);
        var reading = await IamServerReading.ReadAsync(session, account, cancellationToken);
        var present = reading.Server.Find(account);
        return new IamUserReading(
            reading.HasPlugin, present is not null, TokenPlugin.IsOf(present),
            present is { IsLocked: true } ? "it is locked (ACCOUNT LOCK)" : null);
    }

    /// <inheritdoc/>
    public async Task<IamUserPlan> PlanAsync(IamUserRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var session = await WaitingConnection.OpenAsync(request.Master, time, cancellationToken);
        var difference = await CompareAsync(session, request, cancellationToken);
        var action = request.IsExisting ? "log in by IAM" : "make IAM user";
        return new IamUserChangePlan(
            request, new Plan($"{request.Master.Host}:{request.Master.Port}", action, difference.Steps()), this, time);
    }

    /// <summary>The account of a request.</summary>
    public static Account AccountOf(Session session, IamUserRequest request) =>
        Account.Create(request.UserName, request.HostPattern, session.Version.IsMariaDb);

    /// <summary>Reads the server, refuses what cannot be done, and says what is to be done.</summary>
    /// <exception cref="HoopException">Those of <see cref="PlanAsync"/>.</exception>
    public async Task<IamUserDifference> CompareAsync(Session session, IamUserRequest request, CancellationToken cancellationToken)
    {
        var account = AccountOf(session, request);
        var difference = new IamUserDifference(await IamServerReading.ReadAsync(session, account, cancellationToken), request, account);
        difference.Check();
        if (difference.Create)
            await LeftDefiners.RefuseAsync(session, account, cancellationToken);
        if (request.IsMaster && difference.Steps().Count > 0)
            await RequireSecondWayInAsync(request, cancellationToken);
        return difference;
    }

    /// <summary>The second administrator logs in with a password and may change users.</summary>
    private async Task RequireSecondWayInAsync(IamUserRequest request, CancellationToken cancellationToken)
    {
        if (request.BreakGlass is null)
            throw IamUserRefusals.NoSecondWayIn(request);
        await using var session = await engine.OpenSecondWayInAsync(request, cancellationToken);
        var may = await session.QueryAsync(
            "SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'CREATE USER' " +
            "AND GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')", [], cancellationToken);
        if (may is not [[long and > 0]] and not [[ulong and > 0]])
            throw IamUserRefusals.SecondWayInRefused(request, "it may not change users (it lacks CREATE USER)");
    }
}
