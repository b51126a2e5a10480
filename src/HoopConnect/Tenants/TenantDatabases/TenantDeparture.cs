using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Planning;
using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>One tenant who goes.</summary>
internal sealed class TenantDeparture(TenantIdentity identity) : TenantCase(identity)
{
    /// <summary>What is done with the association; null for none.</summary>
    public WorkloadChange? Association { get; set; }

    /// <summary>What is done with the role; null where it is another server's.</summary>
    public WorkloadChange? Role { get; set; }

    /// <summary>All of it but for the user, in the order it is done.</summary>
    public IReadOnlyList<PlanStep> Steps => [.. Association?.Steps ?? [], .. Role?.Steps ?? [], .. OnServer!.Steps];

    /// <summary>What became of it.</summary>
    public TenantDatabase Row(TenantDatabaseOutcome outcome)
    {
        var hadWorkload = Steps.Count > OnServer!.Steps.Count;
        var state = outcome.State switch
        {
            TenantDatabaseState.Retained => TenantState.Retained,
            TenantDatabaseState.Missing when !hadWorkload => TenantState.Missing,
            _ => TenantState.Removed,
        };
        return Identity.Row(state) with { Message = string.Join("; ", outcome.Findings), RoleArn = "" };
    }
}
