using HoopConnect.Databases.Roles;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Network;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Runs;

/// <summary>What a run would do to one database, as far as it can be read before the first change.</summary>
/// <param name="Steps">All steps in their order.</param>
internal sealed record DatabasePlan(Plan Steps)
{
    /// <summary>How the way would be opened; null where it is left as it is.</summary>
    public NetworkAccessPlan? Network { get; init; }

    /// <summary>The master login that works; null where none is known yet.</summary>
    public DatabaseLogin? Master { get; init; }

    /// <summary>What would be done to the roles; null where the server could not be read yet.</summary>
    public RolePlan? Roles { get; init; }
}
