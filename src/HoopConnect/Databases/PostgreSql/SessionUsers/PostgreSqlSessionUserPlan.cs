using HoopConnect.Databases.PostgreSql.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.SessionUsers;

/// <summary>A plan of this engine, with what applying it needs.</summary>
internal sealed record PostgreSqlSessionUserPlan(SessionUserRequest Request, Plan Plan) : SessionUserPlan(Request, Plan)
{
    /// <summary>The server as it was read.</summary>
    public required ServerReading Server { get; init; }

    /// <summary>What is done to the user itself.</summary>
    public required UserChange Change { get; init; }

    /// <summary>The stored login that works; null where a new password is set.</summary>
    public DatabaseLogin? Login { get; init; }

    /// <summary>What is done in the databases in which something is.</summary>
    public required IReadOnlyList<DatabaseGrants> Databases { get; init; }
}
