namespace HoopConnect.Aws.Eks;

/// <summary>The calls of Amazon EKS that the product makes, in one account and region: those of pod identity.</summary>
public interface IEksClient
{
    /// <summary>ListPodIdentityAssociations: those of one service account, of which there is one at most.</summary>
    Task<IReadOnlyList<PodIdentityAssociation>> ListPodIdentityAssociationsAsync(
        string clusterName, string namespaceName, string serviceAccount, CancellationToken cancellationToken);

    /// <summary>DescribePodIdentityAssociation; null where there is none of that id.</summary>
    Task<PodIdentityAssociation?> DescribePodIdentityAssociationAsync(
        string clusterName, string associationId, CancellationToken cancellationToken);

    /// <summary>CreatePodIdentityAssociation.</summary>
    Task<PodIdentityAssociation> CreatePodIdentityAssociationAsync(
        string clusterName,
        string namespaceName,
        string serviceAccount,
        string roleArn,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken);

    /// <summary>UpdatePodIdentityAssociation: another role.</summary>
    Task UpdatePodIdentityAssociationAsync(
        string clusterName, string associationId, string roleArn, CancellationToken cancellationToken);

    /// <summary>DeletePodIdentityAssociation; nothing where there is none of that id.</summary>
    Task DeletePodIdentityAssociationAsync(string clusterName, string associationId, CancellationToken cancellationToken);
}
