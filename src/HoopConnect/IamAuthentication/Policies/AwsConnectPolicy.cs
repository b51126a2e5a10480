using HoopConnect.Aws;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>
/// The policy <c>HoopAWSConnect</c>: the actions that <c>Test-HoopAwsAccess</c> looks for, each on the resources AWS can limit it to.
/// </summary>
internal static class AwsConnectPolicy
{
    private const string OwnerTag = "aws:ResourceTag/hoop.dev/gateway";

    public static IReadOnlyList<PolicyStatement> Statements(PolicyRequest request, string partition)
    {
        var account = request.AccountId is null ? "*" : PolicyChecks.Account(request.AccountId);
        var role = PolicyChecks.Name(request.AssumedRoleName, PolicyUse.Trust);
        var statements = new List<PolicyStatement>();
        var groups = NeededAction.All.Where(action => !(request.IsMember && action.MainAccountOnly))
            .GroupBy(action => (Resources: string.Join(' ', action.Arns(partition, account, role)), action.Limit));
        foreach (var group in groups)
        {
            statements.Add(new PolicyStatement(Sid(group.First()), [.. group.Select(action => action.Action)])
            {
                Resources = group.Key.Resources.Split(' '),
                Conditions = Conditions(group.First(), request),
            });
        }

        if (request.KmsKeyArns.Count > 0)
            statements.Add(Kms(request, partition));
        return statements;
    }

    private static IReadOnlyList<(string, string, IReadOnlyList<string>)> Conditions(NeededAction action, PolicyRequest request) =>
        action switch
    {
        { Limit: NeededLimit.OwnGroups } => [("Null", OwnerTag, ["false"])],
        { Limit: NeededLimit.OnCreationOfGroups } => [("StringEquals", "ec2:CreateAction", ["CreateSecurityGroup"])],
            { Action: "sts:AssumeRole" } when request.OrganizationId is { } organization =>
            [
                ("StringEquals", "aws:ResourceOrgID", [PolicyChecks.Organization(organization)]),
            ],
        _ => [],
    };

    private static PolicyStatement Kms(PolicyRequest request, string partition)
    {
        foreach (var key in request.KmsKeyArns)
        {
            if (key.Split(':') is not ["arn", var its, "kms", _, _, ['k', 'e', 'y', '/', ..]] || its != partition)
            {
                throw IamPolicyErrors.InvalidKmsKey.Error($"'{key}' is not the ARN of a KMS key in the partition {partition}.", key);
            }
        }

        return new PolicyStatement("SecretKeys", ["kms:Decrypt"])
        {
            Resources = request.KmsKeyArns,
            Conditions =
            [
                (
                    "StringLike",
                    "kms:ViaService",
                    partition == "aws-cn"
                        ? ["secretsmanager.*.amazonaws.com", "secretsmanager.*.amazonaws.com.cn"]
                        : ["secretsmanager.*.amazonaws.com"]),
            ],
        };
    }

    private static string Sid(NeededAction action) => action switch
    {
        { Limit: NeededLimit.OwnGroups } => "OwnSecurityGroups",
        { Limit: NeededLimit.OnCreationOfGroups } => "TagNewSecurityGroups",
        { Resources.Count: 0 } => "WithoutResources",
        _ => action.Action switch
        {
            "sts:AssumeRole" => "OtherAccounts",
            "iam:GetRole" => "OwnRole",
            "iam:SimulatePrincipalPolicy" => "OwnPermissions",
            "rds:DescribeDBInstances" => "Instances",
            "rds:DescribeDBClusters" => "Clusters",
            "rds:DescribeDBProxies" => "Proxies",
            "rds:DescribeDBProxyTargets" => "ProxyTargets",
            "secretsmanager:GetSecretValue" => "ManagedMasterSecrets",
            "ec2:CreateSecurityGroup" => "NewSecurityGroups",
            var other => string.Concat(other.Where(char.IsAsciiLetterOrDigit)),
        },
    };
}
