using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.IamUsers;

/// <summary>Users of PostgreSQL that log in by token: members of <c>rds_iam</c>.</summary>
/// <param name="engine">The engine.</param>
/// <param name="time">The clock.</param>
/// <param name="tryLogin">Proves a login; null for the engine's own.</param>
internal sealed class IamUserProvisioner(
    IDatabaseEngine engine, TimeProvider time, Func<ConnectionSettings, CancellationToken, Task<LoginOutcome>>? tryLogin = null)
    : IIamUserProvisioner
{
    /// <summary>The engine.</summary>
    public IDatabaseEngine Engine => engine;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Proves a login.</summary>
    public Func<ConnectionSettings, CancellationToken, Task<LoginOutcome>> TryLogin { get; } = tryLogin ?? engine.TryLoginAsync;

    /// <inheritdoc/>
    public async Task<IamUserReading> ReadAsync(
        ConnectionSettings login, string userName, string hostPattern, CancellationToken cancellationToken)
    {
        await using var session = await engine.OpenAsync(login with { Database = null }, cancellationToken);
        var reading = await RdsIamReading.ReadAsync(session, userName, [], cancellationToken);
        var user = reading.User(userName);
        var problem = user is { Login: false } ? "it may not log in (NOLOGIN)"
            : user is { ConnectionLimit: 0 } ? "it may have no connection (CONNECTION LIMIT 0)"
            : null;
        return new IamUserReading(reading.HasIamRole, user is not null, reading.IsIamMember, problem);
    }

    /// <inheritdoc/>
    public async Task<IamUserPlan> PlanAsync(IamUserRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var session = await OpenAsync(request, cancellationToken);
        return await new IamUserPlanner(this, request, host).PlanAsync(session, cancellationToken);
    }

    /// <summary>A connection to the maintenance database, as who makes or changes the user.</summary>
    public Task<IDatabaseSession> OpenAsync(IamUserRequest request, CancellationToken cancellationToken)
    {
        Identifier.Check(request.UserName);
        return engine.OpenAsync(request.Master with { Database = null }, cancellationToken);
    }
}
