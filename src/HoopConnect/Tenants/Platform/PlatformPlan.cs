using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Planning;
using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.Platform;

/// <summary>What setting a platform up would change.</summary>
public sealed class PlatformPlan
{
    internal PlatformPlan(PlatformRequest request, string accountId, PodRole role, WorkloadChange roleChange, WorkloadChange association) =>
        (Request, AccountId, Role, RoleChange, Association) = (request, accountId, role, roleChange, association);

    /// <summary>What was asked for.</summary>
    public PlatformRequest Request { get; }

    /// <summary>The account of cluster and role.</summary>
    public string AccountId { get; }

    /// <summary>The calls, in the order they are made.</summary>
    public Plan Plan => new(
        $"{Request.ClusterName} in account {AccountId}, {Request.Region}",
        "set up connector platform",
        [.. Boundary?.Plan.Steps ?? [], .. RoleChange.Steps, .. Association.Steps]);

    internal PodRole Role { get; }

    internal WorkloadChange RoleChange { get; }

    internal WorkloadChange Association { get; }

    /// <summary>The ARN of the boundary.</summary>
    internal string BoundaryArn { get; init; } = "";

    /// <summary>The boundary that is ours to make; null where one was given, or is to stay as it is.</summary>
    internal PlacementPlan? Boundary { get; init; }

    /// <summary>Whether it is there.</summary>
    internal bool BoundaryExists { get; init; }
}
