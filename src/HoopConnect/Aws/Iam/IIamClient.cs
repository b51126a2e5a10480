namespace HoopConnect.Aws.Iam;

/// <summary>The calls of AWS Identity and Access Management that the product makes, in the caller's own account.</summary>
public interface IIamClient
{
    /// <summary>GetRole: the ARN of a role, with the path that the ARN of its sessions lacks.</summary>
    Task<string> GetRoleArnAsync(string roleName, CancellationToken cancellationToken);

    /// <summary>
    /// SimulatePrincipalPolicy: for each action whether the principal's policies allow it on every resource.
    /// Resource policies, and conditions on context keys that are not given, are not part of the answer.
    /// </summary>
    /// <param name="principalArn">The ARN of an IAM user or role; an assumed role's session has none of its own.</param>
    /// <param name="actions">Actions such as <c>rds:DescribeDBInstances</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>EvalDecision for each action: <c>allowed</c>, <c>explicitDeny</c> or <c>implicitDeny</c>.</returns>
    Task<IReadOnlyDictionary<string, string>> SimulatePrincipalPolicyAsync(
        string principalArn, IReadOnlyCollection<string> actions, CancellationToken cancellationToken);
}
