using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>A plan of this engine, with what applying it needs.</summary>
internal sealed record SessionUserChangePlan(SessionUserRequest Request, Plan Plan, IDatabaseEngine Engine, TimeProvider Time)
    : SessionUserPlan(Request, Plan)
{
    /// <summary>The server as it was read.</summary>
    public required ServerReading Server { get; init; }

    /// <summary>What is done to the user itself.</summary>
    public required SessionUserChange Change { get; init; }

    /// <summary>What is done in the databases in which something is.</summary>
    public required IReadOnlyList<GrantDifference> Databases { get; init; }

    /// <inheritdoc/>
    public override async Task<SessionUserOutcome> ApplyAsync(
        ISessionUserPasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        Plan.IsEmpty && Server.Role(Request.UserName)?.ValidUntil is { } until
            ? new SessionUserOutcome(Login!, ServerTime.FromMicroseconds(until))
            : await ManagedChange.RunAsync(new SessionUserChanger(Engine, Request, passwords, host, Time), cancellationToken);
}
