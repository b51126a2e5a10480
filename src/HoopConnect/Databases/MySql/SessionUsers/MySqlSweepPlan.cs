using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>A plan of removal of this engine. What is done is decided again when it is done: the users may have been taken up since.</summary>
internal sealed record MySqlSweepPlan(UserRemovalRequest Request, Plan Plan, IReadOnlyList<UserRemoval> Settled)
    : UserRemovalPlan(Request, Plan, Settled);
