using HoopConnect.Databases.SessionUsers;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>A plan of this engine, with what applying it needs.</summary>
internal sealed record MySqlSessionUserPlan(SessionUserRequest Request, Plan Plan, UserChange Change) : SessionUserPlan(Request, Plan)
{
    /// <summary>The stored login that works; null where a new password is set.</summary>
    public DatabaseLogin? Login { get; init; }
}
