using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>A plan of this engine, with what applying it needs.</summary>
internal sealed record SessionUserChangePlan(SessionUserRequest Request, Plan Plan, SessionUserChange Change, TimeProvider Time)
    : SessionUserPlan(Request, Plan)
{
    /// <inheritdoc/>
    public override async Task<SessionUserOutcome> ApplyAsync(
        ISessionUserPasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        Plan.IsEmpty && Change.Reading.Mark?.Expires is { } expires
            ? new SessionUserOutcome(Login!, expires)
            : await ManagedChange.RunAsync(new SessionUserChanger(Request, passwords, host, Time), cancellationToken);
}
