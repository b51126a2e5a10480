using HoopConnect.Aws;
using HoopConnect.Aws.Iam;
using HoopConnect.Hosting;

namespace HoopConnect.Discovery;

/// <summary>Who we are in AWS, and which of the actions the product needs we may do in our own account.</summary>
public sealed record AwsAccess
{
    private static readonly NeededAction[] Needed = [.. NeededAction.All.Where(action => !action.IsForTestOnly)];

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

    /// <summary>How many of the actions are allowed, and of how many that is not known: <c>17/17</c>, <c>not known</c>.</summary>
    public string Allowed
    {
        get
        {
            var unknown = Actions.Count(action => action.Decision == AccessDecision.Unknown);
            var allowed = $"{Actions.Count(action => action.Decision == AccessDecision.Allowed)}/{Actions.Count}";
            return unknown == Actions.Count ? "not known" : unknown > 0 ? $"{allowed}, {unknown} not known" : allowed;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Arn}: {Allowed}";

    /// <summary>
    /// Asks STS who we are and IAM what we may do. Where IAM may not be asked, the decisions are <see cref="AccessDecision.Unknown"/>.
    /// </summary>
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

    private static async Task<IReadOnlyList<ActionAccess>> SimulateAsync(
        IAwsServices aws, CallerIdentity caller, CancellationToken cancellationToken)
    {
        if (await PolicySourceAsync(aws, caller.Arn, cancellationToken) is not { } principal)
            return Unknown($"IAM cannot simulate the policies of {caller.Arn}");
        try
        {
            var decisions = await DecisionsAsync(aws, principal, caller, cancellationToken);
            return [.. Needed.Select(needed => decisions.TryGetValue(needed.Action, out var decision)
                ? Read(needed, decision)
                : new ActionAccess(needed.Action, AccessDecision.Unknown, needed.NeededFor, "IAM gave no answer"))];
        }
        catch (AwsErrorException failure)
            when (failure.Kind is HoopErrorKind.PermissionDenied or HoopErrorKind.ObjectNotFound or HoopErrorKind.NotSpecified)
        {
            return Unknown(failure.Message);
        }
    }

    // An action is simulated on resources of the kind it is for: on "every resource" a policy that names some does not allow it.
    private static async Task<Dictionary<string, string>> DecisionsAsync(
        IAwsServices aws, string principal, CallerIdentity caller, CancellationToken cancellationToken)
    {
        var partition = caller.Arn.Split(':')[1];
        var answers = await Task.WhenAll(
            from needed in Needed
            let resources = needed.Samples(partition, aws.DefaultRegion, caller.AccountId, AwsSessionOptions.DefaultRoleName)
            group needed.Action by (Resources: string.Join(' ', resources), needed.Limit) into alike
            let context = new SimulationContext(
                alike.Key.Resources.Split(' ', StringSplitOptions.RemoveEmptyEntries), NeededAction.Context(alike.Key.Limit))
            select aws.Iam.SimulatePrincipalPolicyAsync(principal, [.. alike], context, cancellationToken));
        return answers
            .SelectMany(answer => answer)
            .ToDictionary(decision => decision.Key, decision => decision.Value, StringComparer.OrdinalIgnoreCase);
    }

    private static ActionAccess Read(NeededAction needed, string decision) => decision switch
    {
        "allowed" => new ActionAccess(needed.Action, AccessDecision.Allowed, needed.NeededFor),
        "explicitDeny" => new ActionAccess(needed.Action, AccessDecision.Denied, needed.NeededFor, "a policy denies it"),
        _ => new ActionAccess(needed.Action, AccessDecision.Denied, needed.NeededFor, "no policy allows it"),
    };

    private static IReadOnlyList<ActionAccess> Unknown(string reason) =>
        [.. Needed.Select(needed => new ActionAccess(needed.Action, AccessDecision.Unknown, needed.NeededFor, reason))];

    // The simulation takes a user or role. A session's ARN says which role, but not its path, which the roles of IAM Identity Center have.
    internal static async Task<string?> PolicySourceAsync(IAwsServices aws, string arn, CancellationToken cancellationToken)
    {
        switch (arn.Split(':'))
        {
            case ["arn", _, "iam", "", _, var resource] when resource.StartsWith("user/", StringComparison.Ordinal):
                return arn;
            case ["arn", var partition, "sts", "", var account, var resource] when resource.Split('/') is ["assumed-role", var role, ..]:
                try
                {
                    return (await aws.Iam.GetRoleAsync(role, cancellationToken))?.Arn ?? $"arn:{partition}:iam::{account}:role/{role}";
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
