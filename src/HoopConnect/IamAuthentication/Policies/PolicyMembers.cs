using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>What each kind of policy needs and what it can use, by the names of the command line.</summary>
internal static class PolicyMembers
{
    private static readonly Dictionary<PolicyKind, (string[] Needed, string[] Used)> OfKind = new()
    {
        [PolicyKind.AwsConnect] = ([], ["AccountId", "Member", "KmsKeyArn", "OrganizationId"]),
        [PolicyKind.CrossAccountTrust] = (["TrustedAccountId"], ["AccountId", "TrustedPrincipalArn", "OrganizationId"]),
        [PolicyKind.DbConnect] = (["InputObject or -ResourceId", "UserName"], ["AccountId"]),
        [PolicyKind.ConnectorAdmin] = (["AccountId", "Region", "ClusterName"], ["BoundaryName", "ManagedByTag"]),
        [PolicyKind.ConnectorBoundary] = (["InputObject or -ResourceId"], ["AccountId"]),
        [PolicyKind.IrsaTrust] = (["AccountId", "OidcProvider", "Namespace", "ServiceAccount"], ["Audience"]),
        [PolicyKind.PodIdentityTrust] = (["AccountId"], ["ClusterName", "Namespace", "ServiceAccount"]),
        [PolicyKind.IdentityCenterAbac] = ([], ["InputObject or -ResourceId", "AccountId", "AttributeName"]),
        [PolicyKind.IdentityCenterSync] = ([], ["InputObject or -ResourceId", "UserName", "AccountId", "QueueArn", "TopicArn"]),
    };

    /// <exception cref="HoopException"><c>Policy.ParameterNeeded</c>, <c>Policy.ParameterNotUsed</c>.</exception>
    public static void Check(PolicyRequest request)
    {
        var given = Given(request).ToList();
        var (needed, used) = OfKind[request.Kind];
        if (needed.Except(given).FirstOrDefault() is { } missing)
        {
            throw IamPolicyErrors.ParameterNeeded.Error(
                $"A policy of the kind {request.Kind} needs -{missing}.",
                request.Kind.ToString(),
                $"It needs: {string.Join(", ", needed.Select(name => "-" + name))}.");
        }

        // The region and the external id are the session's too.
        if (given.Except(needed).Except(used).Except(["Region"]).FirstOrDefault() is { } useless)
        {
            throw IamPolicyErrors.ParameterNotUsed.Error(
                $"A policy of the kind {request.Kind} has no use for -{useless}.",
                request.Kind.ToString(),
                $"It takes: {string.Join(", ", needed.Concat(used).Select(name => "-" + name))}.");
        }

        if (request.Kind == PolicyKind.PodIdentityTrust && request.ClusterName is not null && request.Region is null)
            throw IamPolicyErrors.ParameterNeeded.Error("The region of the cluster is needed: give -Region.", request.ClusterName);
        if (request is { Kind: PolicyKind.IdentityCenterSync, Databases.Count: > 0, UserNames.Count: 0 })
            throw IamPolicyErrors.ParameterNeeded.Error("Who logs in to the databases by token is needed: give -UserName.");
    }

    private static IEnumerable<string> Given(PolicyRequest request)
    {
        (string Name, bool IsGiven)[] all =
        [
            ("AccountId", request.AccountId is not null), ("Region", request.Region is not null), ("Member", request.IsMember),
            ("KmsKeyArn", request.KmsKeyArns.Count > 0), ("OrganizationId", request.OrganizationId is not null),
            ("TrustedAccountId", request.TrustedAccountId is not null), ("TrustedPrincipalArn", request.TrustedPrincipalArn is not null),
            ("InputObject or -ResourceId", request.Databases.Count > 0), ("UserName", request.UserNames.Count > 0),
            ("OidcProvider", request.OidcProvider is not null),
            ("Audience", request.Audience is not null),
            ("Namespace", request.Namespace is not null),
            ("ServiceAccount", request.ServiceAccounts.Count > 0), ("ClusterName", request.ClusterName is not null),
            ("BoundaryName", request.BoundaryName is not null),
            ("ManagedByTag", request.ManagedByTag is not null),
            ("AttributeName", request.AttributeName is not null),
            ("QueueArn", request.QueueArn is not null),
            ("TopicArn", request.TopicArn is not null),
        ];
        return all.Where(each => each.IsGiven).Select(each => each.Name);
    }
}
