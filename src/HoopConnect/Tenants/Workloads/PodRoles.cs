using HoopConnect.Aws;
using HoopConnect.Aws.Iam;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;

namespace HoopConnect.Tenants.Workloads;

/// <summary>Makes, repairs and removes the roles of pods in one account. A role that does not carry our mark is not touched.</summary>
public sealed class PodRoles(IIamClient iam, TimeProvider? timeProvider = null)
{
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;

    /// <summary>Refuses a permissions boundary that is not there; asked once for many roles.</summary>
    /// <exception cref="HoopException"><c>Workload.InvalidBoundary</c>, <c>Workload.BoundaryNotFound</c>, AWS errors.</exception>
    public async Task RequireBoundaryAsync(string arn, CancellationToken cancellationToken)
    {
        if (await iam.GetPolicyAsync(PermissionsBoundary.Check(arn), cancellationToken) is null)
            throw WorkloadErrors.BoundaryNotFound.Error($"There is no policy '{arn}'.", arn);
    }

    /// <summary>Reads the role and says what would make it as it must be.</summary>
    /// <param name="role">As it must be.</param>
    /// <param name="adopt">Whether one that does not carry our mark is taken over.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HoopException">Those of <see cref="PodRole.Check"/>, <c>Workload.NotOurs</c>, AWS errors.</exception>
    public async Task<WorkloadChange> PlanAsync(PodRole role, bool adopt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(role);
        role.Check();
        var present = await iam.GetRoleAsync(role.Name, cancellationToken);
        var change = new WorkloadChange(
            TargetOf(role.Name),
            present is null ? WorkloadOutcome.Created : WorkloadOutcome.Updated,
            _time,
            stop => PlanAsync(role, adopt, stop))
        {
            Arn = present?.Arn ?? role.Arn,
            PermissionsBoundary = Boundary(role, present),
        };
        if (present is null)
        {
            Create(change, role);
            foreach (var (name, document) in role.InlinePolicies)
                Put(change, role.Name, name, document, null);
            return change;
        }

        Repair(change, role, present, adopt);
        var inline = await Task.WhenAll(
            role.InlinePolicies.Keys.Select(name => iam.GetRolePolicyAsync(role.Name, name, cancellationToken)));
        foreach (var ((name, document), there) in role.InlinePolicies.Zip(inline))
        {
            if (there is null || !PolicyComparison.AreEqual(there, document))
                Put(change, role.Name, name, document, there);
        }

        return change;
    }

    /// <summary>Reads the role and says what would remove it with its inline policies.</summary>
    /// <param name="roleName">The role.</param>
    /// <param name="mark">The tags, all of them, by which it is known as ours.</param>
    /// <param name="inlinePolicies">The inline policies that it has of us.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HoopException"><c>Workload.NotOurs</c>, <c>Workload.RoleNotEmpty</c>, AWS errors.</exception>
    public async Task<WorkloadChange> PlanRemovalAsync(
        string roleName,
        IReadOnlyDictionary<string, string> mark,
        IReadOnlyCollection<string> inlinePolicies,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mark);
        var change = new WorkloadChange(
            TargetOf(roleName), WorkloadOutcome.Removed, _time, stop => PlanRemovalAsync(roleName, mark, inlinePolicies, stop));
        if (await iam.GetRoleAsync(roleName, cancellationToken) is not { } present)
            return change;
        change.Arn = present.Arn;
        if (!OwnTag.AreAllIn(present.Tags, mark))
            throw NotOurs(present);
        var there = await iam.ListRolePoliciesAsync(roleName, cancellationToken);
        if (there.Except(inlinePolicies, StringComparer.Ordinal).ToList() is [_, ..] others)
        {
            throw WorkloadErrors.RoleNotEmpty.Error(
                $"The role '{roleName}' is not removed: it has inline policies that HoopConnect did not give it " +
                    $"({string.Join(", ", others)}).",
                present.Arn);
        }

        foreach (var name in there)
        {
            change.Add(roleName, "delete inline policy", $"iam:DeleteRolePolicy PolicyName={name}",
                stop => iam.DeleteRolePolicyAsync(roleName, name, stop));
        }

        change.Add(roleName, "delete role", "iam:DeleteRole", stop => iam.DeleteRoleAsync(roleName, stop));
        return change;
    }

    private static string? Boundary(PodRole role, IamRole? present) =>
        role.KeepsBoundary ? present?.PermissionsBoundary ?? role.PermissionsBoundary
            : role.PermissionsBoundary ?? present?.PermissionsBoundary;

    private void Create(WorkloadChange change, PodRole role)
    {
        var (trust, tags) = (PolicyText.Compact(role.Trust), role.AllTags);
        var boundary = role.PermissionsBoundary is null ? "" : $" PermissionsBoundary={role.PermissionsBoundary}";
        change.Add(role.Name, "create role", $"iam:CreateRole AssumeRolePolicyDocument={trust}{boundary} {Text(tags)}",
            stop => iam.CreateRoleAsync(role.Name, trust, role.Description, tags, role.PermissionsBoundary, stop));
    }

    // What narrows comes before what widens.
    private void Repair(WorkloadChange change, PodRole role, IamRole present, bool adopt)
    {
        var isOurs = OwnTag.AreAllIn(present.Tags, role.Mark);
        if (!isOurs && !adopt)
            throw NotOurs(present);
        var missing = role.AllTags
            .Where(tag => !present.Tags.TryGetValue(tag.Key, out var value) || value != tag.Value)
            .ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
        if (missing.Count > 0)
        {
            change.Add(role.Name, isOurs ? "tag role" : "take over role", $"iam:TagRole {Text(missing)}",
                stop => iam.TagRoleAsync(role.Name, missing, stop), isOurs ? null : "it " + OwnTag.MadeBy(present.Tags));
        }

        if (Boundary(role, present) is { } boundary && boundary != present.PermissionsBoundary)
        {
            change.Add(
                role.Name, "set permissions boundary", $"iam:PutRolePermissionsBoundary PermissionsBoundary={boundary}",
                stop => iam.PutRolePermissionsBoundaryAsync(role.Name, boundary, stop),
                present.PermissionsBoundary is null ? "it has none" : "in place of " + present.PermissionsBoundary);
        }

        if (!PolicyComparison.AreEqual(present.AssumeRolePolicyDocument, role.Trust))
        {
            var trust = PolicyText.Compact(role.Trust);
            change.Add(
                role.Name, "change trust", $"iam:UpdateAssumeRolePolicy PolicyDocument={trust}",
                stop => iam.UpdateAssumeRolePolicyAsync(role.Name, trust, stop),
                "in place of " + PolicyText.OneLine(present.AssumeRolePolicyDocument));
        }
    }

    private void Put(WorkloadChange change, string roleName, string name, string document, string? present)
    {
        var text = PolicyText.Compact(document);
        change.Add(
            roleName, "put inline policy", $"iam:PutRolePolicy PolicyName={name} PolicyDocument={text}",
            stop => iam.PutRolePolicyAsync(roleName, name, text, stop),
            present is null ? null : "in place of " + PolicyText.OneLine(present));
    }

    private static HoopException NotOurs(IamRole role) =>
        WorkloadErrors.NotOurs.Error($"The role '{role.RoleName}' is there and {OwnTag.MadeBy(role.Tags)}.", role.Arn);

    private static string TargetOf(string roleName) => $"role {roleName}";

    private static string Text(IReadOnlyDictionary<string, string> tags) =>
        "Tags=" + string.Join(',', tags.Select(tag => $"{tag.Key}={tag.Value}"));
}
