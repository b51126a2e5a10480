using HoopConnect.Planning;

namespace HoopConnect.Databases.IamUsers;

/// <summary>What would be done to make a user log in by token.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Plan">The steps to show.</param>
public sealed record IamUserPlan(IamUserRequest Request, Plan Plan);
