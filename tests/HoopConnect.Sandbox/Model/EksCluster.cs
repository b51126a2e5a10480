namespace HoopConnect.Sandbox.Model;

/// <summary>An EKS cluster, as far as pod identity goes.</summary>
/// <param name="Name">Its name.</param>
public sealed record EksCluster(string Name)
{
    /// <summary>Which service accounts get which roles.</summary>
    public List<EksAssociation> Associations { get; } = [];
}
