namespace HoopConnect.IamAuthentication.Policies;

/// <summary>
/// What a platform needs that makes a database user, a role and a pod identity association for each tenant: it can make roles of tenants'
/// names only, with the boundary only, and change those only that carry its tag, so that it can give nobody more than the boundary has.
/// </summary>
internal static class ConnectorAdminPolicy
{
    public const string DefaultBoundary = "HoopConnectorBoundary";
    private const string DefaultTag = "vcluster.com/managed-by=platform";

    public static IReadOnlyList<PolicyStatement> Statements(PolicyRequest request, string partition)
    {
        var account = PolicyChecks.Account(request.AccountId!);
        var cluster = PolicyChecks.Cluster(request.ClusterName!);
        var (tagKey, tagValue) = PolicyChecks.Tag(request.ManagedByTag ?? DefaultTag);
        var boundary = request.BoundaryArn
            ?? $"arn:{partition}:iam::{account}:policy/{PolicyChecks.Name(request.BoundaryName ?? DefaultBoundary, PolicyUse.Managed)}";
        IReadOnlyList<string> roles = [$"arn:{partition}:iam::{account}:role/{DatabasePolicies.TenantName}"];
        var place = $"{request.Region}:{account}";
        (string, string, IReadOnlyList<string>) isOurs = ("StringEquals", $"aws:ResourceTag/{tagKey}", [tagValue]);
        (string, string, IReadOnlyList<string>) becomesOurs = ("StringEquals", $"aws:RequestTag/{tagKey}", [tagValue]);
        (string, string, IReadOnlyList<string>) isBounded = ("StringEquals", "iam:PermissionsBoundary", [boundary]);
        return
        [
            new("ReadTenantRoles", ["iam:GetRole", "iam:GetRolePolicy", "iam:ListRoleTags", "iam:ListRolePolicies"]) { Resources = roles },
            new("CreateTenantRoles", ["iam:CreateRole"]) { Resources = roles, Conditions = [becomesOurs, isBounded] },
            new("TagTenantRoles", ["iam:TagRole"]) { Resources = roles, Conditions = [becomesOurs] },
            new("BoundTenantRoles", ["iam:PutRolePermissionsBoundary"]) { Resources = roles, Conditions = [isOurs, isBounded] },
            new("ManageTenantRoles", ["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole"])
            {
                Resources = roles,
                Conditions = [isOurs],
            },
            new("GiveTenantRolesPolicies", ["iam:PutRolePolicy"]) { Resources = roles, Conditions = [isOurs, isBounded] },
            new("PassTenantRoles", ["iam:PassRole"])
            {
                Resources = roles,
                Conditions = [("StringEquals", "iam:PassedToService", ["pods.eks.amazonaws.com"])],
            },
            new("KeepBoundary", ["iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:SetDefaultPolicyVersion"])
            {
                IsDeny = true,
                Resources = [boundary],
            },
            new("KeepTenantsBounded", ["iam:DeleteRolePermissionsBoundary"]) { IsDeny = true, Resources = roles },
            new("FindDatabases", ["rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:DescribeDBProxies"])
            {
                Resources =
                [
                    $"arn:{partition}:rds:{place}:cluster:*",
                    $"arn:{partition}:rds:{place}:db-proxy:*",
                    $"arn:{partition}:rds:{place}:db:*",
                ],
            },
            new("Associate", ["eks:CreatePodIdentityAssociation", "eks:ListPodIdentityAssociations"])
            {
                Resources = [$"arn:{partition}:eks:{place}:cluster/{cluster}"],
            },
            new(
                "ManageAssociations",
                [
                    "eks:DeletePodIdentityAssociation", "eks:DescribePodIdentityAssociation", "eks:TagResource",
                    "eks:UpdatePodIdentityAssociation",
                ])
            {
                Resources = [$"arn:{partition}:eks:{place}:podidentityassociation/{cluster}/*"],
            },
        ];
    }
}
