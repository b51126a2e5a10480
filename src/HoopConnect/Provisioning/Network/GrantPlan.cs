using HoopConnect.Aws.Ec2;
using HoopConnect.Discovery;
using HoopConnect.Planning;

namespace HoopConnect.Provisioning.Network;

/// <summary>What is missing for the way to be open.</summary>
internal sealed record GrantPlan(
    RdsDatabase Database,
    NetworkAccessRequest Request,
    Plan Plan,
    GatewayGroup Wanted,
    SecurityGroup? Present,
    bool RuleIsMissing,
    bool IsDetached
) : NetworkAccessPlan(Database, Request, Plan);
