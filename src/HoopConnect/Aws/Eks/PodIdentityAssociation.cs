namespace HoopConnect.Aws.Eks;

/// <summary>A pod identity association (Amazon EKS API Reference, "PodIdentityAssociation").</summary>
/// <param name="AssociationId"><c>a-...</c>.</param>
/// <param name="AssociationArn">Its ARN.</param>
/// <param name="Namespace">The namespace of the service account.</param>
/// <param name="ServiceAccount">The service account, whose pods get the role.</param>
public sealed record PodIdentityAssociation(string AssociationId, string AssociationArn, string Namespace, string ServiceAccount)
{
    /// <summary>The role; null where it is not said: a list has none.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The ARN of what made it and owns it, such as an add-on; null for nothing.</summary>
    public string? OwnerArn { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
