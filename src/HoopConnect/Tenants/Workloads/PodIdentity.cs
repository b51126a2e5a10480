using HoopConnect.Aws;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;

namespace HoopConnect.Tenants.Workloads;

/// <summary>Which service account of a cluster gets which role, as it must be.</summary>
/// <param name="ClusterName">The EKS cluster.</param>
/// <param name="Namespace">The namespace of the service account; neither need be there yet.</param>
/// <param name="ServiceAccount">The service account, whose pods get the role.</param>
/// <param name="RoleArn">The role, of the cluster's account.</param>
public sealed record PodIdentity(string ClusterName, string Namespace, string ServiceAccount, string RoleArn)
{
    /// <summary>The tags that a new association gets; the <see cref="Mark"/> is added to them.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The tags, all of them, by which it is known as ours.</summary>
    public IReadOnlyDictionary<string, string> Mark { get; init; } = OwnTag.Tags;

    internal IReadOnlyDictionary<string, string> AllTags => OwnTag.With(Mark, Tags);

    internal string Target => $"pod identity association of {Namespace}/{ServiceAccount} in {ClusterName}";

    /// <summary>Refuses what EKS would refuse, before anything is changed.</summary>
    /// <exception cref="HoopException"><c>Policy.InvalidClusterName</c>, <c>Policy.InvalidKubernetesName</c>.</exception>
    public void Check()
    {
        PolicyChecks.Cluster(ClusterName);
        KubernetesName.Namespace(Namespace);
        KubernetesName.Subdomain(ServiceAccount, "a service account");
    }
}
