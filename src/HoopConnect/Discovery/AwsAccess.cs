using HoopConnect.Aws;
using HoopConnect.Hosting;

namespace HoopConnect.Discovery;

/// <summary>Who we are in AWS, and which of the actions the product needs we may do in our own account.</summary>
public sealed record AwsAccess
{
    /// <summary>Every action the product calls, with what needs it: the actions of the policy HoopAWSConnect.</summary>
    private static readonly (string Action, string NeededFor)[] Needed =
    [
        ("organizations:ListAccounts", "finding accounts"),
        ("organizations:DescribeOrganization", "naming the organisation in job records"),
        ("sts:AssumeRole", "working in other accounts"),
        ("rds:DescribeDBInstances", "finding databases"),
        ("rds:DescribeDBClusters", "finding databases"),
        ("rds:DescribeDBProxies", "finding proxies"),
        ("rds:DescribeDBProxyTargets", "finding proxies"),
        ("ec2:DescribeRegions", "finding databases in all regions"),
        ("rds:ModifyDBInstance", "resetting master passwords, network access, IAM authentication"),
        ("rds:ModifyDBCluster", "resetting master passwords, network access, IAM authentication"),
        ("secretsmanager:GetSecretValue", "reading master credentials that RDS manages"),
        ("ec2:DescribeSecurityGroups", "network access"),
        ("ec2:CreateSecurityGroup", "network access"),
        ("ec2:CreateTags", "network access"),
        ("ec2:AuthorizeSecurityGroupIngress", "network access"),
        ("ec2:RevokeSecurityGroupIngress", "taking network access away"),
        ("ec2:DeleteSecurityGroup", "taking network access away"),
    ];

    /// <summary>The account of the credentials (12 digits).</summary>
    public required string AccountId { get; init; }

    /// <summary>The ARN of the user or assumed role.</summary>
    public required string Arn { get; init; }

    /// <summary>The unique id.</summary>
    public required string UserId { get; init; }

    /// <summary>The session's region.</summary>
    public required string Region { get; init; }

    /// <summary>The actions that are needed, each with IAM's decision.</summary>
    public required IReadOnlyList<ActionAccess> Actions { get; init; }

    /// <summary>Whether none of the actions is denied and all are known to be allowed.</summary>
    public bool AllAllowed => Actions.All(action => action.Decision == AccessDecision.Allowed);

    /// <summary>Asks STS who we are and IAM what we may do. Where IAM may not be asked, the decisions are <see cref="AccessDecision.Unknown"/>.</summary>
    /// <exception cref="AwsErrorException">The credentials are refused or have expired, or AWS cannot be reached.</exception>
    public static async Task<AwsAccess> TestAsync(IAwsServices aws, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(aws);
        var caller = await aws.GetCallerIdentityAsync(cancellationToken);
        return new AwsAccess
        {
            AccountId = caller.AccountId,
            Arn = caller.Arn,
            UserId = caller.UserId,
            Region = aws.DefaultRegion,
            Actions = await SimulateAsync(aws, caller, cancellationToken),
        };
    }

    private static async Task<IReadOnlyList<ActionAccess>> SimulateAsync(IAwsServices aws, CallerIdentity caller, CancellationToken cancellationToken)
    {
        if (await PolicySourceAsync(aws, caller.Arn, cancellationToken) is not { } principal)
            return Unknown($"IAM cannot simulate the policies of {caller.Arn}");
        try
        {
            var decisions = await aws.Iam.SimulatePrincipalPolicyAsync(principal, [.. Needed.Select(needed => needed.Action)], cancellationToken);
            return [.. Needed.Select(needed => decisions.TryGetValue(needed.Action, out var decision)
                ? Read(needed, decision)
                : new ActionAccess(needed.Action, AccessDecision.Unknown, needed.NeededFor, "IAM gave no answer"))];
        }
        catch (AwsErrorException failure) when (failure.Kind is HoopErrorKind.PermissionDenied or HoopErrorKind.NotSpecified)
        {
            return Unknown(failure.Message);
        }
    }

    private static ActionAccess Read((string Action, string NeededFor) needed, string decision) => decision switch
    {
        "allowed" => new ActionAccess(needed.Action, AccessDecision.Allowed, needed.NeededFor),
        "explicitDeny" => new ActionAccess(needed.Action, AccessDecision.Denied, needed.NeededFor, "a policy denies it"),
        _ => new ActionAccess(needed.Action, AccessDecision.Denied, needed.NeededFor, "no policy allows it"),
    };

    private static IReadOnlyList<ActionAccess> Unknown(string reason) =>
        [.. Needed.Select(needed => new ActionAccess(needed.Action, AccessDecision.Unknown, needed.NeededFor, reason))];

    // The simulation takes a user or role. A session's ARN says which role, but not its path, which the roles of IAM Identity Center have.
    private static async Task<string?> PolicySourceAsync(IAwsServices aws, string arn, CancellationToken cancellationToken)
    {
        switch (arn.Split(':'))
        {
            case ["arn", _, "iam", "", _, var resource] when resource.StartsWith("user/", StringComparison.Ordinal):
                return arn;
            case ["arn", var partition, "sts", "", var account, var resource] when resource.Split('/') is ["assumed-role", var role, ..]:
                try
                {
                    return await aws.Iam.GetRoleArnAsync(role, cancellationToken);
                }
                catch (AwsErrorException failure) when (failure.Kind == HoopErrorKind.PermissionDenied)
                {
                    return $"arn:{partition}:iam::{account}:role/{role}";
                }
            default:
                return null;
        }
    }
}
