using HoopConnect.Databases.SessionUsers;
using HoopConnect.Planning;

namespace HoopConnect.Databases.Users;

/// <summary>What would be done to remove session users from one server.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Plan">The steps to show; the engine's own plan type carries what apply needs besides.</param>
/// <param name="Settled">The users of whom nothing is to be done, and why; the others are in the steps.</param>
public abstract record UserRemovalPlan(UserRemovalRequest Request, Plan Plan, IReadOnlyList<UserRemoval> Settled);
