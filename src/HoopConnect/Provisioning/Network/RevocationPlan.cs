using HoopConnect.Aws.Ec2;
using HoopConnect.Discovery;
using HoopConnect.Planning;

namespace HoopConnect.Provisioning.Network;

/// <summary>What is there to be taken away.</summary>
internal sealed record RevocationPlan(
    RdsDatabase Database,
    NetworkAccessRequest Request,
    Plan Plan,
    GatewayGroup Wanted,
    SecurityGroup? Present,
    IngressRule? Rule,
    bool Detach,
    bool Delete
) : NetworkAccessPlan(Database, Request, Plan);
