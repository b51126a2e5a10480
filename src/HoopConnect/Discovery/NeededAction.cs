namespace HoopConnect.Discovery;

/// <summary>
/// An action of AWS that the product calls, and what may be asked for it: the one source of <c>Test-HoopAwsAccess</c> and of the policy
/// HoopAWSConnect.
/// </summary>
/// <param name="Action">The IAM action, for example <c>rds:ModifyDBInstance</c>.</param>
/// <param name="NeededFor">What needs it.</param>
/// <param name="Resources">
/// The resources it can be limited to, below the partition and with <c>{account}</c> and <c>{role}</c> for the account and the role assumed
/// in other accounts (Service Authorization Reference); empty where AWS knows no resource for it.
/// </param>
public sealed record NeededAction(string Action, string NeededFor, params IReadOnlyList<string> Resources)
{
    private const string Instances = "rds:*:{account}:db:*";
    private const string Clusters = "rds:*:{account}:cluster:*";
    private const string Proxies = "rds:*:{account}:db-proxy:*";
    private const string Groups = "ec2:*:{account}:security-group/*";

    /// <summary>Every action.</summary>
    public static IReadOnlyList<NeededAction> All { get; } =
    (NeededAction[])[
        new("organizations:ListAccounts", "finding accounts") { MainAccountOnly = true },
        new("organizations:DescribeOrganization", "naming the organisation in job records") { MainAccountOnly = true },
        new("sts:AssumeRole", "working in other accounts", "iam::*:role/{role}") { MainAccountOnly = true },
        new("iam:GetRole", "testing what is allowed", "iam::{account}:role/*") { MainAccountOnly = true, IsForTestOnly = true },
                new("iam:SimulatePrincipalPolicy", "testing what is allowed", "iam::{account}:role/*", "iam::{account}:user/*")
                {
                    MainAccountOnly = true,
                    IsForTestOnly = true,
                },
        new("rds:DescribeDBInstances", "finding databases", Instances),
        new("rds:DescribeDBClusters", "finding databases", Clusters),
        new("rds:DescribeDBProxies", "finding proxies", Proxies),
        new("rds:DescribeDBProxyTargets", "finding proxies", Proxies, "rds:*:{account}:target-group:*", "rds:*:{account}:target:*"),
        new("ec2:DescribeRegions", "finding databases in all regions"),
        new("rds:ModifyDBInstance", "resetting master passwords, network access, IAM authentication", Instances),
        new("rds:ModifyDBCluster", "resetting master passwords, network access, IAM authentication", Clusters),
        new("secretsmanager:GetSecretValue", "reading master credentials that RDS manages", "secretsmanager:*:{account}:secret:rds!*"),
        new("ec2:DescribeSecurityGroups", "network access"),
        new("ec2:CreateSecurityGroup", "network access", Groups, "ec2:*:{account}:vpc/*"),
        new("ec2:CreateTags", "network access", Groups) { Limit = NeededLimit.OnCreationOfGroups },
        new("ec2:AuthorizeSecurityGroupIngress", "network access", Groups) { Limit = NeededLimit.OwnGroups },
        new("ec2:RevokeSecurityGroupIngress", "taking network access away", Groups) { Limit = NeededLimit.OwnGroups },
        new("ec2:DeleteSecurityGroup", "taking network access away", Groups) { Limit = NeededLimit.OwnGroups },
    ];

    /// <summary>The ARNs it can be limited to; <c>*</c> alone where AWS knows no resource for it.</summary>
    /// <param name="partition">For example <c>aws</c>.</param>
    /// <param name="account">The account, or <c>*</c>.</param>
    /// <param name="roleName">The role that is assumed in other accounts.</param>
    public IReadOnlyList<string> Arns(string partition, string account, string roleName) =>
        Resources.Count == 0 ? ["*"] : [.. Resources.Select(resource => $"arn:{partition}:{Named(resource, account, roleName)}")];

    /// <summary>
    /// ARNs such as it is called with, for IAM's simulation: one that asks for every resource is refused where a policy names some.
    /// </summary>
    internal IReadOnlyList<string> Samples(string partition, string region, string account, string roleName) =>
        [
            .. Arns(partition, account, roleName)
                .Where(arn => arn != "*")
                .Select(arn =>
                    arn.Replace("::*:", $"::{account}:", StringComparison.Ordinal)
                        .Replace(":*:", $":{region}:", StringComparison.Ordinal)
                        .Replace("*", "hoopconnect", StringComparison.Ordinal)),
        ];

    /// <summary>What a call has that keeps to the limit.</summary>
    internal static IReadOnlyDictionary<string, string> Context(NeededLimit limit) => limit switch
    {
        NeededLimit.OwnGroups => new Dictionary<string, string> { ["aws:ResourceTag/hoop.dev/gateway"] = "hoopconnect" },
        NeededLimit.OnCreationOfGroups => new Dictionary<string, string> { ["ec2:CreateAction"] = "CreateSecurityGroup" },
        _ => new Dictionary<string, string>(),
    };

    /// <summary>Whether it is needed in the caller's own account only, and not in those where a role is assumed.</summary>
    public bool MainAccountOnly { get; init; }

    /// <summary>Whether nothing but <c>Test-HoopAwsAccess</c> calls it, which says what it does not know without it.</summary>
    public bool IsForTestOnly { get; init; }

    /// <summary>On which of the resources it is needed.</summary>
    public NeededLimit Limit { get; init; }

    private static string Named(string resource, string account, string roleName) =>
        resource.Replace("{account}", account, StringComparison.Ordinal).Replace("{role}", roleName, StringComparison.Ordinal);
}
