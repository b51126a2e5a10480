namespace HoopConnect.Aws.Iam;

/// <summary>The calls of AWS Identity and Access Management that the product makes, in one account.</summary>
public interface IIamClient
{
    /// <summary>GetRole; null where there is none of that name.</summary>
    Task<IamRole?> GetRoleAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>CreateRole.</summary>
    Task<IamRole> CreateRoleAsync(
        string roleName,
        string assumeRolePolicyDocument,
        string description,
        IReadOnlyDictionary<string, string> tags,
        string? permissionsBoundary,
        CancellationToken cancellationToken);

    /// <summary>DeleteRole; nothing where there is none of that name.</summary>
    Task DeleteRoleAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>PutRolePermissionsBoundary.</summary>
    Task PutRolePermissionsBoundaryAsync(string roleName, string permissionsBoundary, CancellationToken cancellationToken);

    /// <summary>DeleteRolePolicy; nothing where there is none of that name.</summary>
    Task DeleteRolePolicyAsync(string roleName, string policyName, CancellationToken cancellationToken);

    /// <summary>UpdateAssumeRolePolicy.</summary>
    Task UpdateAssumeRolePolicyAsync(string roleName, string policyDocument, CancellationToken cancellationToken);

    /// <summary>TagRole.</summary>
    Task TagRoleAsync(string roleName, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>GetRolePolicy: the document of an inline policy; null where there is none of that name.</summary>
    Task<string?> GetRolePolicyAsync(string roleName, string policyName, CancellationToken cancellationToken);

    /// <summary>ListRolePolicies: the names of the inline policies of a role.</summary>
    Task<IReadOnlyList<string>> ListRolePoliciesAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>PutRolePolicy.</summary>
    Task PutRolePolicyAsync(string roleName, string policyName, string policyDocument, CancellationToken cancellationToken);

    /// <summary>ListAttachedRolePolicies: the ARNs of the managed policies of a role.</summary>
    Task<IReadOnlyList<string>> ListAttachedRolePoliciesAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>AttachRolePolicy.</summary>
    Task AttachRolePolicyAsync(string roleName, string policyArn, CancellationToken cancellationToken);

    /// <summary>GetPolicy; null where there is none of that ARN.</summary>
    Task<IamManagedPolicy?> GetPolicyAsync(string policyArn, CancellationToken cancellationToken);

    /// <summary>GetPolicyVersion: its document.</summary>
    Task<string> GetPolicyVersionAsync(string policyArn, string versionId, CancellationToken cancellationToken);

    /// <summary>ListPolicyVersions.</summary>
    Task<IReadOnlyList<IamPolicyVersion>> ListPolicyVersionsAsync(string policyArn, CancellationToken cancellationToken);

    /// <summary>CreatePolicy.</summary>
    Task<IamManagedPolicy> CreatePolicyAsync(
        string policyName,
        string policyDocument,
        string description,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken);

    /// <summary>CreatePolicyVersion, which holds from then on.</summary>
    Task CreatePolicyVersionAsync(string policyArn, string policyDocument, CancellationToken cancellationToken);

    /// <summary>DeletePolicyVersion.</summary>
    Task DeletePolicyVersionAsync(string policyArn, string versionId, CancellationToken cancellationToken);

    /// <summary>TagPolicy.</summary>
    Task TagPolicyAsync(string policyArn, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken);

    /// <summary>
    /// SimulatePrincipalPolicy: for each action whether the principal's policies allow it, on all of the resources that are given.
    /// Resource policies, and conditions on context keys that are not given, are not part of the answer.
    /// </summary>
    /// <param name="principalArn">The ARN of an IAM user or role; an assumed role's session has none of its own.</param>
    /// <param name="actions">Actions such as <c>rds:DescribeDBInstances</c>.</param>
    /// <param name="context">What is assumed of the calls; null for nothing: every resource.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>EvalDecision for each action: <c>allowed</c>, <c>explicitDeny</c> or <c>implicitDeny</c>; the worst of several
    /// resources.</returns>
    Task<IReadOnlyDictionary<string, string>> SimulatePrincipalPolicyAsync(
        string principalArn, IReadOnlyCollection<string> actions, SimulationContext? context, CancellationToken cancellationToken);
}
