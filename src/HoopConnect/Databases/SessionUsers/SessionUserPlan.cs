using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.SessionUsers;

/// <summary>What would be done for one session user.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Plan">The steps to show; the engine's own plan type carries what apply needs besides.</param>
public abstract record SessionUserPlan(SessionUserRequest Request, Plan Plan)
{
    /// <summary>The user is not there yet.</summary>
    public bool Creates { get; init; }

    /// <summary>The user gets a new password.</summary>
    public bool SetsPassword { get; init; }

    /// <summary>The stored login that works; null where a new password is set.</summary>
    internal DatabaseLogin? Login { get; init; }

    /// <summary>
    /// Applies the plan and re-reads the server. What another caller did since the plan was made is seen and not done again: of many
    /// callers of one user, one makes it and the others share it.
    /// </summary>
    /// <exception cref="HoopException">
    /// Those of <see cref="ISessionUserProvisioner.PlanAsync"/>, <c>SessionUser.Incomplete</c>, <c>Roles.Busy</c>,
    /// <c>Password.NotProved</c>,
    /// <c>Database.StatementFailed</c>.
    /// </exception>
    public abstract Task<SessionUserOutcome> ApplyAsync(
        ISessionUserPasswords passwords, IHoopHost host, CancellationToken cancellationToken);
}
