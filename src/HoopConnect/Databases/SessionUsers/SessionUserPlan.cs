using HoopConnect.Planning;

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
}
