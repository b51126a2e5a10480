using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.IamUsers;

/// <summary>Users of PostgreSQL that log in by token: members of <c>rds_iam</c>.</summary>
internal sealed class IamUserProvisioner : IIamUserProvisioner
{
    private static readonly IReadOnlyList<string> HoopRoles = [.. RoleNames.All.Select(kind => kind.RoleName())];

    private readonly IDatabaseEngine _engine;
    private readonly TimeProvider _time;
    private readonly Func<ConnectionSettings, CancellationToken, Task<LoginOutcome>> _tryLogin;

    /// <summary>Users of one engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tryLogin">Proves a login; null for the engine's own.</param>
    public IamUserProvisioner(IDatabaseEngine engine, TimeProvider time, Func<ConnectionSettings, CancellationToken, Task<LoginOutcome>>? tryLogin = null) =>
        (_engine, _time, _tryLogin) = (engine, time, tryLogin ?? engine.TryLoginAsync);

    /// <inheritdoc/>
    public async Task<IamUserReading> ReadAsync(ConnectionSettings login, string userName, string hostPattern, CancellationToken cancellationToken)
    {
        await using var session = await _engine.OpenAsync(login with { Database = null }, cancellationToken);
        var reading = await RdsIamReading.ReadAsync(session, userName, [], cancellationToken);
        var user = reading.User(userName);
        return new IamUserReading(reading.HasIamRole, user is not null, reading.IsIamMember,
            user is { Login: false } ? "it may not log in (NOLOGIN)" : user is { ConnectionLimit: 0 } ? "it may have no connection (CONNECTION LIMIT 0)" : null);
    }

    /// <inheritdoc/>
    public async Task<IamUserPlan> PlanAsync(IamUserRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var session = await OpenAsync(request, cancellationToken);
        var difference = await CompareAsync(session, request, cancellationToken);
        var policy = PolicyOf(request, difference);
        return new IamUserChangePlan(request, new Plan($"{request.Master.Host}:{request.Master.Port}", request.IsExisting ? "log in by IAM" : "make IAM user",
            [.. difference.Steps(), .. policy is null ? [] : policy.Steps(await policy.CompareAsync(cancellationToken))]), this);
    }

    /// <summary>Plans again, applies it, proves that whoever administers the server still gets in, and re-reads the server.</summary>
    public async Task<IamUserOutcome> ApplyAsync(IamUserRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(request, cancellationToken);
        await ServerLock.TakeAsync(session, host, _time, cancellationToken);
        // Again, and not from the plan: somebody may have been quicker, or the plan may have been looked at for long.
        var difference = await CompareAsync(session, request, cancellationToken);
        var steps = difference.Steps();
        var policy = PolicyOf(request, difference);
        var grants = policy is null ? [] : await policy.CompareAsync(cancellationToken);
        if (steps.Count > 0)
        {
            await Retry.ExecuteAsync(session, [.. steps.Select(step => step.Statement)], host, _time, cancellationToken);
            await RequireWayInAsync(session, request, difference, steps, host, cancellationToken);
        }

        if (policy is not null)
            await policy.ApplyAsync(grants, host, _time, cancellationToken);
        await ServerLock.GiveBackAsync(session, cancellationToken);
        var left = new IamUserDifference(await RdsIamReading.ReadAsync(session, request.UserName, HoopRoles, cancellationToken), request);
        IReadOnlyList<Finding> findings = [.. left.Findings(), .. policy is null ? [] : PolicyGrants.Findings(await policy.CompareAsync(cancellationToken))];
        var isChanged = steps.Count > 0 || (policy is not null && policy.Steps(grants).Any());
        var state = findings.Count > 0 ? RoleState.Incomplete : difference.Create ? RoleState.Created : isChanged ? RoleState.Updated : RoleState.InSync;
        return new IamUserOutcome(request.UserName, state, findings);
    }

    private PolicyGrants? PolicyOf(IamUserRequest request, IamUserDifference difference) => request.Grants is null ? null : new PolicyGrants(_engine, request, difference.Server);

    private Task<IDatabaseSession> OpenAsync(IamUserRequest request, CancellationToken cancellationToken)
    {
        Identifier.Check(request.UserName);
        return _engine.OpenAsync(request.Master with { Database = null }, cancellationToken);
    }

    private async Task<IamUserDifference> CompareAsync(IDatabaseSession session, IamUserRequest request, CancellationToken cancellationToken)
    {
        var difference = new IamUserDifference(await RdsIamReading.ReadAsync(session, request.UserName, HoopRoles, cancellationToken), request);
        difference.Check();
        if (request.IsMaster && difference.Steps().Count > 0)
            await RequireSecondWayInAsync(request, cancellationToken);
        return difference;
    }

    /// <summary>The second administrator logs in with a password, may change users, and does not lose the password along with the first.</summary>
    private async Task RequireSecondWayInAsync(IamUserRequest request, CancellationToken cancellationToken)
    {
        if (request.BreakGlass is null)
            throw IamUserErrors.NoSecondWayIn(request);
        await using var session = await _engine.OpenSecondWayInAsync(request, cancellationToken);
        var reading = await RdsIamReading.ReadAsync(session, request.BreakGlass.Login.UserName, [], cancellationToken);
        if (!reading.Server.CanCreateRoles)
            throw IamUserErrors.SecondWayInRefused(request, "it may not change users (it lacks CREATEROLE)");
        if (reading.IsIamMember)
            throw IamUserErrors.SecondWayInRefused(request, "it logs in by token itself");
        var admin = await RdsIamReading.ReadAsync(session, request.UserName, [], cancellationToken);
        if (admin.Members.Contains(request.BreakGlass.Login.UserName))
            throw IamUserErrors.SecondWayInRefused(request, $"it is a member of '{request.UserName}', and would log in by token only along with it");
    }

    /// <summary>Whoever administers the server still gets in with a password; otherwise the change is taken back, by the session that is still open.</summary>
    private async Task RequireWayInAsync(
        IDatabaseSession session, IamUserRequest request, IamUserDifference difference, IReadOnlyList<PlanStep> steps, IHoopHost host, CancellationToken cancellationToken)
    {
        var way = request.IsMaster ? request.BreakGlass! : request.Master;
        if (!steps.Any(step => step.Statement.StartsWith($"GRANT {RdsIamReading.IamRole} ", StringComparison.Ordinal)) ||
            await _tryLogin(way with { Database = null }, cancellationToken) == LoginOutcome.Accepted)
            return;
        var user = Identifier.Quote(request.UserName);
        // Not stopped half-way by who presses Ctrl+C.
        await Retry.ExecuteAsync(session, [difference.Create ? $"DROP ROLE {user}" : $"REVOKE {RdsIamReading.IamRole} FROM {user}"], host, _time, CancellationToken.None);
        throw IamUserErrors.Error("IamUser.LocksOutMaster", HoopErrorKind.InvalidOperation, request,
            $"With {user} in {RdsIamReading.IamRole} the server refuses the password of '{way.Login.UserName}', which is a member of {user} (from PostgreSQL 16 on who creates a user is one): the change was taken back.",
            "Log in as an administrator that uses IAM itself (-DbCredential with a token of Get-HoopRdsAuthToken), or have another one make the user.");
    }
}
