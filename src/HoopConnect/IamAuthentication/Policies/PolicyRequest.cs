using HoopConnect.Aws;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>
/// Which policy is wanted, and what it is made of. What a kind needs and does not get, or gets and has no use for, is an error.
/// </summary>
/// <param name="Kind">What it is for.</param>
public sealed record PolicyRequest(PolicyKind Kind)
{
    /// <summary>The name of the policy, of a trust policy that of its role; null for the kind's own.</summary>
    public string? Name { get; init; }

    /// <summary>The partition, where no database and no region says it.</summary>
    public string Partition { get; init; } = "aws";

    /// <summary>The region of the cluster.</summary>
    public string? Region { get; init; }

    /// <summary>The account the policy is for; null for any.</summary>
    public string? AccountId { get; init; }

    /// <summary>AwsConnect: whether it is for an account in which a role is assumed, and not for the main one.</summary>
    public bool IsMember { get; init; }

    /// <summary>AwsConnect: the role that is assumed in other accounts.</summary>
    public string AssumedRoleName { get; init; } = AwsSessionOptions.DefaultRoleName;

    /// <summary>AwsConnect: the keys of KMS with which secrets are encrypted, where they are not the account's default one.</summary>
    public IReadOnlyList<string> KmsKeyArns { get; init; } = [];

    /// <summary>AwsConnect, CrossAccountTrust: the organisation (<c>o-...</c>) outside of which nothing is allowed.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>CrossAccountTrust: the main account.</summary>
    public string? TrustedAccountId { get; init; }

    /// <summary>CrossAccountTrust: the one user or role of the main account; null for all that its policies allow.</summary>
    public string? TrustedPrincipalArn { get; init; }

    /// <summary>CrossAccountTrust: what must be said to assume the role.</summary>
    public string? ExternalId { get; init; }

    /// <summary>DbConnect, ConnectorBoundary, IdentityCenterAbac, IdentityCenterSync: the databases.</summary>
    public IReadOnlyList<DatabaseResource> Databases { get; init; } = [];

    /// <summary>DbConnect, IdentityCenterSync: the database users.</summary>
    public IReadOnlyList<string> UserNames { get; init; } = [];

    /// <summary>IrsaTrust: the cluster's OIDC provider: issuer, name or ARN.</summary>
    public string? OidcProvider { get; init; }

    /// <summary>IrsaTrust: the audience of the tokens.</summary>
    public string? Audience { get; init; }

    /// <summary>IrsaTrust, PodIdentityTrust: the namespace of the service accounts.</summary>
    public string? Namespace { get; init; }

    /// <summary>IrsaTrust, PodIdentityTrust: the service accounts.</summary>
    public IReadOnlyList<string> ServiceAccounts { get; init; } = [];

    /// <summary>ConnectorAdmin, PodIdentityTrust: the EKS cluster.</summary>
    public string? ClusterName { get; init; }

    /// <summary>ConnectorAdmin: the name of the boundary that every role of a tenant must have.</summary>
    public string? BoundaryName { get; init; }

    /// <summary>ConnectorAdmin: the ARN of that boundary, where it is not of that name in that account without a path.</summary>
    internal string? BoundaryArn { get; init; }

    /// <summary>ConnectorAdmin: the tag, <c>key=value</c>, of the roles that the platform manages.</summary>
    public string? ManagedByTag { get; init; }

    /// <summary>IdentityCenterAbac: the attribute for access control that holds the user's name.</summary>
    public string? AttributeName { get; init; }

    /// <summary>IdentityCenterSync: the queue of SQS that events are taken from.</summary>
    public string? QueueArn { get; init; }

    /// <summary>IdentityCenterSync: the topic of SNS that is told of failures.</summary>
    public string? TopicArn { get; init; }
}
