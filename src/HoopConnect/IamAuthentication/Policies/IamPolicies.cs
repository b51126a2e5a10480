using HoopConnect.Aws;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>Makes policy documents with no more in them than is needed.</summary>
public static class IamPolicies
{
    /// <summary>Makes a document; AWS is not asked.</summary>
    /// <exception cref="HoopException">
    /// <c>Policy.ParameterNeeded</c>, <c>Policy.ParameterNotUsed</c>, <c>Policy.SeveralPartitions</c>, <c>Policy.TooLarge</c>, and one for
    /// each value that cannot be in a policy (<c>Policy.InvalidAccountId</c>, <c>Policy.InvalidUserName</c>, ...).
    /// </exception>
    public static IamPolicy Make(PolicyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        PolicyMembers.Check(request);
        var partition = Partition(request);
        var (name, use, statements) = request.Kind switch
        {
            PolicyKind.AwsConnect => ("HoopAWSConnect", PolicyUse.Managed, AwsConnectPolicy.Statements(request, partition)),
            PolicyKind.CrossAccountTrust => (
                AwsSessionOptions.DefaultRoleName,
                PolicyUse.Trust,
                [TrustPolicies.CrossAccount(request, partition)]),
            PolicyKind.DbConnect => ("HoopDbConnect", PolicyUse.Managed, [DatabasePolicies.Connect(request)]),
            PolicyKind.ConnectorAdmin => ("HoopConnectorAdmin", PolicyUse.Managed, ConnectorAdminPolicy.Statements(request, partition)),
            PolicyKind.ConnectorBoundary => (ConnectorAdminPolicy.DefaultBoundary, PolicyUse.Managed, [DatabasePolicies.Boundary(request)]),
            PolicyKind.IrsaTrust => ("HoopRdsIamRole", PolicyUse.Trust, [TrustPolicies.Irsa(request, partition)]),
            PolicyKind.PodIdentityTrust => ("HoopPodIdentityRole", PolicyUse.Trust, [TrustPolicies.PodIdentity(request, partition)]),
            PolicyKind.IdentityCenterAbac => (
                "HoopIdentityCenterDbConnect",
                PolicyUse.PermissionSet,
                (IReadOnlyList<PolicyStatement>)[DatabasePolicies.IdentityCenter(request, partition)]),
            PolicyKind.IdentityCenterSync => (
                "HoopIdentityCenterSync",
                PolicyUse.Managed,
                IdentityCenterSyncPolicy.Statements(request, partition)),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Kind, "No such kind of policy."),
        };
        name = PolicyChecks.Name(request.Name ?? name, use);
        var document = PolicyText.Write(statements);
        // A managed policy that is too large may still fit as an inline one.
        PolicyGrammar.Check(name, document, use == PolicyUse.Managed ? PolicyUse.Inline : use, partition);
        return new IamPolicy
        {
            Kind = request.Kind,
            Name = name,
            Use = use,
            Partition = partition,
            Document = document,
            Size = PolicyText.Size(document),
        };
    }

    private static string Partition(PolicyRequest request)
    {
        var partitions = request.Databases.Select(database => database.Partition).Distinct(StringComparer.Ordinal).ToList();
        if (partitions.Count > 1)
            throw IamPolicyErrors.SeveralPartitions.Error(
                $"One policy cannot be for databases of several partitions ({string.Join(", ", partitions)}): each has its own IAM.");
        return partitions.FirstOrDefault() ?? (request.Region is null ? request.Partition : AwsRegion.Parse(request.Region).Partition);
    }
}
