using HoopConnect.Aws;
using HoopConnect.Aws.Ec2;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Provisioning.Network;

/// <summary>Closes the way again: the rule goes, and with the last rule the group.</summary>
internal sealed class NetworkRevocation(
    RdsDatabase database, NetworkAccessRequest request, IEc2Client ec2, AttachedGroups attached, TimeProvider time, TimeSpan deletionPause)
{
    private const int DeletionAttempts = 6;

    public async Task<RevocationPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var wanted = new GatewayGroup(database, request);
        if (await wanted.FindAsync(ec2, cancellationToken) is not { } present)
            return new RevocationPlan(database, request, Describe([]), wanted, null, null, false, false);

        var rule = present.Ingress.FirstOrDefault(wanted.IsTheRule);
        var isLast = present.Ingress.All(other => other == rule);
        var (groupIds, status) = await attached.ReadAsync(cancellationToken);
        var isAttached = groupIds.Contains(present.GroupId);
        // RDS wants one group at least: an empty list would change nothing.
        var isOnlyGroup = isAttached && groupIds.Count == 1;
        var detach = isLast && isAttached && !isOnlyGroup;
        var delete = isLast && !isOnlyGroup;
        if (detach)
            attached.RequireModifiable(status);

        var steps = new List<PlanStep>();
        if (rule is not null)
        {
            steps.Add(
                new PlanStep(
                    wanted.Name, "remove ingress rule", $"ec2:RevokeSecurityGroupIngress GroupId={present.GroupId} {wanted.RuleStatement}")
            {
                Note = isLast && isOnlyGroup ? "the group stays: it is the only one the database has" : null,
            });
        }
        if (detach)
            steps.Add(
                new PlanStep(database.Identifier, "detach security group", attached.Statement(groupIds.Where(id => id != present.GroupId)))
            );
        if (delete)
            steps.Add(new PlanStep(wanted.Name, "delete security group", $"ec2:DeleteSecurityGroup GroupId={present.GroupId}"));
        return new RevocationPlan(database, request, Describe(steps), wanted, present, rule, detach, delete);
    }

    public async Task<NetworkAccessResult> ApplyAsync(RevocationPlan plan, IHoopHost host, CancellationToken cancellationToken)
    {
        var groupId = plan.Present?.GroupId;
        if (plan.Present is { } present)
        {
            if (plan.Rule is not null)
                await ec2.RevokeSecurityGroupIngressAsync(present.GroupId, plan.Rule, cancellationToken);
            if (plan.Detach)
                await attached.DetachAsync(present.GroupId, cancellationToken);
            if (plan.Delete && await DeleteAsync(present, host, cancellationToken))
                groupId = null;
        }
        return new NetworkAccessResult(
            database.Arn,
            database.Identifier,
            groupId,
            plan.Wanted.Name,
            plan.Wanted.VpcId,
            database.Port,
            plan.Wanted.Source,
            Changed: !plan.Plan.IsEmpty);
    }

    // The network interfaces let go of a detached group some seconds later.
    private async Task<bool> DeleteAsync(SecurityGroup group, IHoopHost host, CancellationToken cancellationToken)
    {
        var pause = deletionPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ec2.DeleteSecurityGroupAsync(group.GroupId, cancellationToken);
                return true;
            }
            catch (AwsErrorException gone) when (gone.AwsErrorCode == "InvalidGroup.NotFound")
            {
                return true;
            }
            catch (AwsErrorException failure) when (failure.AwsErrorCode == "DependencyViolation")
            {
                if (attempt == DeletionAttempts)
                {
                    host.Error(NetworkErrors.GroupInUse.Error(
                        $"The security group {group.GroupName} ({group.GroupId}) has no rule left and is detached, but something still " +
                            $"uses it: {failure.Message}",
                        group.GroupId,
                        cause: failure));
                    return false;
                }
                host.Verbose($"The security group {group.GroupId} is still in use; trying again in {pause.TotalSeconds:0.#} s.");
                await Task.Delay(pause, time, cancellationToken);
                pause *= 2;
            }
        }
    }

    private Plan Describe(IReadOnlyList<PlanStep> steps) => new(database.ToString(), "revoke network access", steps);
}
