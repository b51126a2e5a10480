namespace HoopConnect.IamAuthentication.Policies;

/// <summary>What a policy document is for.</summary>
public enum PolicyKind
{
    /// <summary>
    /// What HoopConnect itself may do, in its own account or (as a member) in one where it assumes a role: the policy
    /// <c>HoopAWSConnect</c>.
    /// </summary>
    AwsConnect,

    /// <summary>
    /// Who may assume the role <c>HoopOrganizationAccountAccessRole</c> of a member account: the trust of the main account.
    /// </summary>
    CrossAccountTrust,

    /// <summary>Logging in to databases by token, as certain users.</summary>
    DbConnect,

    /// <summary>What a platform needs that makes a role and a pod identity association for each tenant.</summary>
    ConnectorAdmin,

    /// <summary>The most that the roles of tenants may ever do: a permissions boundary.</summary>
    ConnectorBoundary,

    /// <summary>
    /// Who may assume a role: service accounts of a Kubernetes cluster, by its OIDC provider (IAM roles for service accounts).
    /// </summary>
    IrsaTrust,

    /// <summary>Who may assume a role: pods of an EKS cluster, by pod identity.</summary>
    PodIdentityTrust,

    /// <summary>
    /// Logging in to databases by token as the user that is named like oneself in IAM Identity Center; for a permission set.
    /// </summary>
    IdentityCenterAbac,

    /// <summary>
    /// What makes database users of the groups of IAM Identity Center needs: reading the directory, logging in as an administrator,
    /// telling of failures.
    /// </summary>
    IdentityCenterSync,
}
