using HoopConnect.Aws;
using HoopConnect.Aws.Ec2;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Provisioning.Network;

/// <summary>Opens the way to one database: the group, its rule, and the group attached beside those the database has.</summary>
internal sealed class NetworkGrant(RdsDatabase database, NetworkAccessRequest request, IEc2Client ec2, AttachedGroups attached)
{
    public async Task<GrantPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var wanted = new GatewayGroup(database, request);
        var present = await wanted.FindAsync(ec2, cancellationToken);
        var (groupIds, status) = await attached.ReadAsync(cancellationToken);
        var ruleIsMissing = present is null || !present.Ingress.Any(wanted.IsTheRule);
        var isDetached = present is null || !groupIds.Contains(present.GroupId);
        if (isDetached)
            attached.RequireModifiable(status);

        var id = present?.GroupId ?? "(the new group)";
        var steps = new List<PlanStep>();
        if (present is null)
            steps.Add(
                new PlanStep(
                    wanted.Name,
                    "create security group",
                    $"ec2:CreateSecurityGroup GroupName={wanted.Name} VpcId={wanted.VpcId} " +
                        $"Tags={string.Join(",", wanted.Tags.Select(tag => $"{tag.Key}={tag.Value}"))}"
                ));
        if (ruleIsMissing)
            steps.Add(
                new PlanStep(wanted.Name, "add ingress rule", $"ec2:AuthorizeSecurityGroupIngress GroupId={id} {wanted.RuleStatement}"));
        if (isDetached)
            steps.Add(new PlanStep(database.Identifier, "attach security group", attached.Statement([.. groupIds, id])));
        return new GrantPlan(
            database, request, new Plan(database.ToString(), "grant network access", steps), wanted, present, ruleIsMissing, isDetached);
    }

    public async Task<NetworkAccessResult> ApplyAsync(GrantPlan plan, IHoopHost host, CancellationToken cancellationToken)
    {
        var wanted = plan.Wanted;
        var groupId = plan.Present?.GroupId ?? await CreateAsync(wanted, cancellationToken);
        if (plan.RuleIsMissing)
            await ec2.AuthorizeSecurityGroupIngressAsync(groupId, wanted.Rule, cancellationToken);
        if (plan.IsDetached)
            await attached.AttachAsync(groupId, cancellationToken);
        if (plan.Plan.IsEmpty)
            return Result(plan, groupId, changed: false);

        // Read again: what counts is what is there, not what was answered.
        var after = await PlanAsync(cancellationToken);
        if (!after.Plan.IsEmpty)
        {
            throw NetworkErrors.NotInPlace.Error(
                $"After the change this is still missing for '{database}': " +
                    $"{string.Join("; ", after.Plan.Steps.Select(step => step.Action))}.",
                database.Arn);
        }
        host.Verbose($"{database}: {wanted.Source} may reach port {database.Port} through {wanted.Name} ({groupId}).");
        return Result(plan, groupId, changed: true);
    }

    private async Task<string> CreateAsync(GatewayGroup wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await ec2.CreateSecurityGroupAsync(
                wanted.VpcId, wanted.Name, $"Lets the Hoop gateway reach {database.Identifier}", wanted.Tags, cancellationToken);
        }
        catch (AwsErrorException failure) when (failure.AwsErrorCode == "InvalidGroup.Duplicate")
        {
            // Made since the plan, or by a first attempt whose answer was lost.
            if (await wanted.FindAsync(ec2, cancellationToken) is { } made)
                return made.GroupId;
            throw;
        }
    }

    private static NetworkAccessResult Result(GrantPlan plan, string groupId, bool changed) => new(
            plan.Database.Arn,
            plan.Database.Identifier,
            groupId,
            plan.Wanted.Name,
            plan.Wanted.VpcId,
            plan.Database.Port,
            plan.Wanted.Source,
            changed);
}
