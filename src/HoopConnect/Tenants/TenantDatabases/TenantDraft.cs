using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Planning;
using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>One tenant on its way: what it must have, what it lacks, what became of it.</summary>
internal sealed class TenantDraft(TenantIdentity identity, PodRole wantedRole, PodIdentity? wantedAssociation) : TenantCase(identity)
{
    /// <summary>The role that it must have.</summary>
    public PodRole WantedRole => wantedRole;

    /// <summary>The association that its pods must have; null for none.</summary>
    public PodIdentity? WantedAssociation => wantedAssociation;

    /// <summary>What is to be done with the role.</summary>
    public WorkloadChange? Role { get; set; }

    /// <summary>What is to be done with the association.</summary>
    public WorkloadChange? Association { get; set; }

    /// <summary>What became of its database; null where nothing was to be done with it.</summary>
    public TenantDatabaseOutcome? Outcome { get; set; }

    /// <summary>All of it, in the order it is done.</summary>
    public IReadOnlyList<PlanStep> Steps => [.. OnServer!.Steps, .. Role?.Steps ?? [], .. Association?.Steps ?? []];

    /// <summary>The plan to be agreed to.</summary>
    public Plan Plan() => new($"tenant {Identity.Workload.Tenant} on {Identity.Server}", "make tenant database", Steps);

    /// <summary>What became of it.</summary>
    public TenantDatabase Row(IReadOnlyList<string> openDatabases)
    {
        var state = Outcome?.State == TenantDatabaseState.Created ? TenantState.Created
            : Steps.Count > 0 ? TenantState.Updated : TenantState.Whole;
        return Identity.Row(state) with
        {
            AssociationId = Association?.AssociationId,
            PermissionsBoundary = Role?.PermissionsBoundary,
            OpenDatabases = openDatabases,
        };
    }
}
