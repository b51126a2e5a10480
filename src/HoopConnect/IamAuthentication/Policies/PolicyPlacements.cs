using HoopConnect.Aws;
using HoopConnect.Aws.Iam;
using HoopConnect.Databases;
using HoopConnect.Display;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>
/// Puts policies in place: a role with its trust, an inline policy, a managed policy. What is there already is compared by what it says, so
/// that a second run has nothing to do, and one after a crash does what is left.
/// </summary>
public sealed class PolicyPlacements(IAwsServices aws, TimeProvider? timeProvider = null)
{
    /// <summary>IAM User Guide, "IAM and AWS STS quotas".</summary>
    private const int MostVersions = 5;

    /// <summary>How long IAM may take to show what was written; it is eventually consistent.</summary>
    private static readonly TimeSpan ConnectionWait = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;

    /// <summary>Reads what is there and says what would be changed.</summary>
    /// <exception cref="HoopException">
    /// <c>Policy.NotApplicable</c>, <c>Policy.OtherPartition</c>, <c>Policy.RoleNotFound</c>, <c>Policy.NotOurs</c>,
    /// <c>Policy.TooLarge</c>, <c>Policy.Invalid</c>, AWS errors.
    /// </exception>
    public async Task<PlacementPlan> PlanAsync(IamPolicy policy, PolicyPlacement placement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(placement);
        if (policy.Use == PolicyUse.PermissionSet)
        {
            throw IamPolicyErrors.NotApplicable.Error(
                $"The policy '{policy.Name}' is for a permission set of IAM Identity Center, which is no part of IAM.",
                policy.Name,
                "Put the document into the permission set as its inline policy.");
        }

        var caller = await aws.GetCallerIdentityAsync(cancellationToken);
        var account = placement.AccountId ?? caller.AccountId;
        if (caller.Arn.Split(':') is [_, var partition, ..] && partition != policy.Partition)
        {
            throw IamPolicyErrors.OtherPartition.Error(
                $"The policy '{policy.Name}' is for the partition {policy.Partition}, and the credentials are of {partition}.",
                policy.Name,
                $"Give -Partition {partition}, or credentials of {policy.Partition}.");
        }

        var use =
            policy.Use == PolicyUse.Managed && placement.RoleName is not null && !placement.IsManaged && !MustBeManaged(policy.Kind)
                ? PolicyUse.Inline
                : policy.Use;
        PolicyGrammar.Check(policy.Name, policy.Document, use, policy.Partition);
        var iam = aws.IamIn(account);
        return use switch
        {
            PolicyUse.Trust => await PlanRoleAsync(iam, policy, account, placement, cancellationToken),
            PolicyUse.Inline => await PlanInlineAsync(iam, policy, account, placement, cancellationToken),
            _ => await PlanManagedAsync(iam, policy, account, placement, cancellationToken),
        };
    }

    /// <summary>Makes the changes and reads back that they are there.</summary>
    /// <param name="plan">What <see cref="PlanAsync"/> gave.</param>
    /// <param name="placement">The same as there.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops between two calls; another run goes on.</param>
    /// <exception cref="HoopException"><c>Policy.NotInPlace</c>, AWS errors.</exception>
    public async Task<IamPolicy> ApplyAsync(
        PlacementPlan plan, PolicyPlacement placement, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(host);
        if (plan.Plan.IsEmpty)
            return plan.Policy with { Changed = false };
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
        for (var (attempt, next) = (1, plan); ; attempt++)
        {
            try
            {
                await next.RunAsync(cancellationToken);
                break;
            }
            catch (AwsErrorException race)
                when (attempt < 4
                    && race.AwsErrorCode is ("EntityAlreadyExists" or "NoSuchEntity" or "ConcurrentModification" or "LimitExceeded"))
            {
                // Somebody else was at it, or a call that was repeated had got through: do what is left.
                host.Verbose($"{race.Message} Looking again.");
                await Task.Delay(backoff.Next(), _time, cancellationToken);
                next = await PlanAsync(plan.Policy, placement, cancellationToken);
            }
        }

        var start = _time.GetTimestamp();
        while (true)
        {
            var left = await PlanAsync(plan.Policy, placement, cancellationToken);
            if (left.Plan.IsEmpty)
                return left.Policy with { Changed = true };
            if (_time.GetElapsedTime(start) >= ConnectionWait)
            {
                throw IamPolicyErrors.NotInPlace.Error(
                    $"'{plan.Target}' does not show what was written to it after {ConnectionWait.TotalSeconds:0} s: " +
                        $"{left.Plan.Steps[0].Action} is still to do.",
                    plan.Target);
            }

            await Task.Delay(backoff.Next(), _time, cancellationToken);
        }
    }

    private static async Task<PlacementPlan> PlanRoleAsync(
        IIamClient iam, IamPolicy policy, string account, PolicyPlacement placement, CancellationToken cancellationToken)
    {
        var plan = new PlacementPlan(policy with { RoleName = policy.Name }, $"role {policy.Name} of account {account}");
        var text = PolicyText.Compact(policy.Document);
        if (await iam.GetRoleAsync(policy.Name, cancellationToken) is not { } role)
        {
            plan.Add(policy.Name, "create role", $"iam:CreateRole AssumeRolePolicyDocument={text}",
                stop => iam.CreateRoleAsync(policy.Name, text, Description(policy), OwnTag.Tags, null, stop));
            return plan;
        }

        plan.Policy = plan.Policy with { Arn = role.Arn };
        var isSame = PolicyComparison.AreEqual(role.AssumeRolePolicyDocument, policy.Document);
        // One that says the same already is nobody's loss.
        if (!isSame && !OwnTag.IsOn(role.Tags) && MayTakeOver(policy, role.Arn, placement))
            plan.Add(
                policy.Name,
                "take over role",
                $"iam:TagRole {OwnTag.Text}",
                stop => iam.TagRoleAsync(policy.Name, OwnTag.Tags, stop),
                "it was not made by HoopConnect");
        if (!isSame)
            plan.Add(
                policy.Name,
                "change trust",
                $"iam:UpdateAssumeRolePolicy PolicyDocument={text}",
                stop => iam.UpdateAssumeRolePolicyAsync(policy.Name, text, stop),
                "in place of " + PolicyText.OneLine(role.AssumeRolePolicyDocument));
        return plan;
    }

    private static async Task<PlacementPlan> PlanInlineAsync(
        IIamClient iam, IamPolicy policy, string account, PolicyPlacement placement, CancellationToken cancellationToken)
    {
        var roleName = placement.RoleName!;
        await RoleAsync(iam, roleName, account, cancellationToken);
        var plan = new PlacementPlan(policy with { RoleName = roleName, Use = PolicyUse.Inline }, $"role {roleName} of account {account}");
        var present = await iam.GetRolePolicyAsync(roleName, policy.Name, cancellationToken);
        if (present is not null && PolicyComparison.AreEqual(present, policy.Document))
            return plan;
        // An inline policy has no tags that say whose it is, and no version to go back to.
        if (present is not null && !placement.Adopt)
        {
            throw IamPolicyErrors.NotOurs.Error(
                $"The role '{roleName}' has an inline policy '{policy.Name}' that says something else, and nothing tells who made it.",
                roleName);
        }

        var text = PolicyText.Compact(policy.Document);
        plan.Add(
            roleName,
            "put inline policy",
            $"iam:PutRolePolicy PolicyName={policy.Name} PolicyDocument={text}",
            stop => iam.PutRolePolicyAsync(roleName, policy.Name, text, stop),
            present is null ? null : "in place of " + PolicyText.OneLine(present));
        return plan;
    }

    private static async Task<PlacementPlan> PlanManagedAsync(
        IIamClient iam, IamPolicy policy, string account, PolicyPlacement placement, CancellationToken cancellationToken)
    {
        var arn = $"arn:{policy.Partition}:iam::{account}:policy/{policy.Name}";
        var plan = new PlacementPlan(
            policy with
            {
                Arn = arn,
                RoleName = placement.RoleName,
                Use = PolicyUse.Managed,
            },
            $"managed policy {policy.Name} of account {account}");
        var isAttached = placement.RoleName is null;
        if (placement.RoleName is { } wanted)
        {
            await RoleAsync(iam, wanted, account, cancellationToken);
            isAttached = (await iam.ListAttachedRolePoliciesAsync(wanted, cancellationToken)).Contains(arn, StringComparer.Ordinal);
        }

        var text = PolicyText.Compact(policy.Document);
        if (await iam.GetPolicyAsync(arn, cancellationToken) is { } present)
            await PlanVersionAsync(iam, plan, present, text, placement, cancellationToken);
        else
            plan.Add(
                policy.Name,
                "create managed policy",
                $"iam:CreatePolicy PolicyDocument={text}",
                stop => iam.CreatePolicyAsync(policy.Name, text, Description(policy), OwnTag.Tags, stop));
        if (!isAttached)
            plan.Add(
                placement.RoleName!,
                "attach managed policy",
                $"iam:AttachRolePolicy PolicyArn={arn}",
                stop => iam.AttachRolePolicyAsync(placement.RoleName!, arn, stop));
        return plan;
    }

    private static async Task PlanVersionAsync(
        IIamClient iam,
        PlacementPlan plan,
        IamManagedPolicy present,
        string text,
        PolicyPlacement placement,
        CancellationToken cancellationToken)
    {
        var policy = plan.Policy;
        var document = await iam.GetPolicyVersionAsync(present.Arn, present.DefaultVersionId, cancellationToken);
        if (PolicyComparison.AreEqual(document, policy.Document))
            return;
        if (!OwnTag.IsOn(present.Tags) && MayTakeOver(policy, present.Arn, placement))
            plan.Add(
                policy.Name,
                "take over managed policy",
                $"iam:TagPolicy {OwnTag.Text}",
                stop => iam.TagPolicyAsync(present.Arn, OwnTag.Tags, stop),
                "it was not made by HoopConnect");
        var versions = await iam.ListPolicyVersionsAsync(present.Arn, cancellationToken);
        if (versions.Count >= MostVersions)
        {
            var oldest = versions
                .Where(version => !version.IsDefaultVersion)
                .OrderBy(version => version.CreateDate)
                .ThenBy(version => version.VersionId.Length)
                .ThenBy(version => version.VersionId, StringComparer.Ordinal)
                .First();
            plan.Add(
                policy.Name,
                "delete oldest version",
                $"iam:DeletePolicyVersion VersionId={oldest.VersionId}",
                stop => iam.DeletePolicyVersionAsync(present.Arn, oldest.VersionId, stop),
                $"of {ShownTime.Day(oldest.CreateDate)}; IAM keeps {MostVersions}");
        }

        plan.Add(
            policy.Name,
            "create version",
            $"iam:CreatePolicyVersion SetAsDefault=true PolicyDocument={text}",
            stop => iam.CreatePolicyVersionAsync(present.Arn, text, stop),
            $"{present.DefaultVersionId} stays and can be made the default again");
    }

    private static async Task RoleAsync(IIamClient iam, string name, string account, CancellationToken cancellationToken)
    {
        if (await iam.GetRoleAsync(name, cancellationToken) is null)
        {
            throw IamPolicyErrors.RoleNotFound.Error($"There is no role '{name}' in account {account}.", name);
        }
    }

    private static bool MayTakeOver(IamPolicy policy, string arn, PolicyPlacement placement) => placement.Adopt
        ? true
        : throw IamPolicyErrors.NotOurs.Error($"'{policy.Name}' is there, says something else, and was not made by HoopConnect.", arn);

    // The description of a role or policy is for people who find it (IAM takes 1,000 characters).
    private static string Description(IamPolicy policy) => $"{policy.Kind}, made by HoopConnect (Get-HoopIamPolicy)";

    private static bool MustBeManaged(PolicyKind kind) => kind is PolicyKind.AwsConnect or PolicyKind.ConnectorBoundary;
}
