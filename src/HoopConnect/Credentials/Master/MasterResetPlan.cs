using HoopConnect.Discovery;
using HoopConnect.Planning;

namespace HoopConnect.Credentials.Master;

/// <summary>What a reset of a master credential would do.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Database">The database as it was when the plan was made; for a cluster's member, the cluster.</param>
/// <param name="Plan">The steps to show.</param>
public sealed record MasterResetPlan(MasterCredentialRequest Request, RdsDatabase Database, Plan Plan);
