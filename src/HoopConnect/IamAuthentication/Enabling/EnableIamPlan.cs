using HoopConnect.Discovery;
using HoopConnect.Planning;

namespace HoopConnect.IamAuthentication.Enabling;

/// <summary>What switching IAM authentication on would do.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Database">The database as it was when the plan was made; for a cluster's member, the cluster.</param>
/// <param name="Plan">The steps to show; none where it is on already, or waits for the maintenance window and is to.</param>
public sealed record EnableIamPlan(EnableIamRequest Request, RdsDatabase Database, Plan Plan);
