using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>Who may assume a role.</summary>
internal static class TrustPolicies
{
    public static PolicyStatement CrossAccount(PolicyRequest request, string partition)
    {
        var account = PolicyChecks.Account(request.TrustedAccountId!);
        var principal = request.TrustedPrincipalArn ?? $"arn:{partition}:iam::{account}:root";
        if (
            principal.Split(':') is not ["arn", var its, "iam", "", var owner, var who]
            || its != partition
            || owner != account
            || !(who == "root" || who.StartsWith("role/", StringComparison.Ordinal) || who.StartsWith("user/", StringComparison.Ordinal)))
        {
            throw IamPolicyErrors.InvalidPrincipal.Error(
                $"'{principal}' is not the ARN of a user or role of the account {account} in the partition {partition}.", principal);
        }

        var conditions = new List<(string, string, IReadOnlyList<string>)>();
        if (request.ExternalId is { } externalId)
            conditions.Add(("StringEquals", "sts:ExternalId", [PolicyChecks.ExternalId(externalId)]));
        if (request.OrganizationId is { } organization)
            conditions.Add(("StringEquals", "aws:PrincipalOrgID", [PolicyChecks.Organization(organization)]));
        return new PolicyStatement("MainAccount", ["sts:AssumeRole"]) { Principal = ("AWS", principal), Conditions = conditions };
    }

    /// <summary>
    /// Both the service account and the audience are compared: a token for another purpose must not do (Amazon EKS User Guide, "IAM roles
    /// for service accounts").
    /// </summary>
    public static PolicyStatement Irsa(PolicyRequest request, string partition)
    {
        var account = PolicyChecks.Account(request.AccountId!);
        var provider = PolicyChecks.OidcProvider(request.OidcProvider!);
        var space = PolicyChecks.Kubernetes(request.Namespace!);
        return new PolicyStatement("ServiceAccounts", ["sts:AssumeRoleWithWebIdentity"])
        {
            Principal = ("Federated", $"arn:{partition}:iam::{account}:oidc-provider/{provider}"),
            Conditions =
            [
                ("StringEquals", $"{provider}:aud", [request.Audience ?? "sts.amazonaws.com"]),
                (
                    "StringEquals",
                    $"{provider}:sub",
                    [.. request.ServiceAccounts.Select(name => $"system:serviceaccount:{space}:{PolicyChecks.Kubernetes(name)}")]),
            ],
        };
    }

    /// <summary>
    /// The service assumes the role for pods of one account; cluster, namespace and service account narrow it down (Amazon EKS User Guide,
    /// "EKS Pod Identity").
    /// </summary>
    public static PolicyStatement PodIdentity(PolicyRequest request, string partition)
    {
        var account = PolicyChecks.Account(request.AccountId!);
        var conditions = new List<(string, string, IReadOnlyList<string>)> { ("StringEquals", "aws:SourceAccount", [account]) };
        if (request.Namespace is { } space)
            conditions.Add(("StringEquals", "aws:RequestTag/kubernetes-namespace", [PolicyChecks.Kubernetes(space)]));
        if (request.ServiceAccounts.Count > 0)
            conditions.Add(
                ("StringEquals", "aws:RequestTag/kubernetes-service-account", [.. request.ServiceAccounts.Select(PolicyChecks.Kubernetes)])
            );
        if (request.ClusterName is { } cluster)
            conditions.Add(
                ("ArnEquals", "aws:SourceArn", [$"arn:{partition}:eks:{request.Region}:{account}:cluster/{PolicyChecks.Cluster(cluster)}"])
            );
        return new PolicyStatement("EksPodIdentity", ["sts:AssumeRole", "sts:TagSession"])
        {
            Principal = ("Service", "pods.eks.amazonaws.com"),
            Conditions = conditions,
        };
    }
}
