using HoopConnect.Databases.PostgreSql.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>A plan of this engine, with what applying it needs.</summary>
internal sealed record PostgreSqlSessionUserPlan(SessionUserRequest Request, Plan Plan, IDatabaseEngine Engine, TimeProvider Time)
    : SessionUserPlan(Request, Plan)
{
    /// <summary>The server as it was read.</summary>
    public required ServerReading Server { get; init; }

    /// <summary>What is done to the user itself.</summary>
    public required UserChange Change { get; init; }

    /// <summary>The stored login that works; null where a new password is set.</summary>
    public DatabaseLogin? Login { get; init; }

    /// <summary>What is done in the databases in which something is.</summary>
    public required IReadOnlyList<DatabaseGrants> Databases { get; init; }

    /// <inheritdoc/>
    public override async Task<SessionUserOutcome> ApplyAsync(ISessionUserPasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        Plan.IsEmpty && Server.Role(Request.UserName)?.ValidUntil is { } until
            ? new SessionUserOutcome(Login!, PgTime.FromMicroseconds(until))
            : await new UserChanger(Engine, Request, passwords, host, Time).ApplyAsync(cancellationToken);
}
