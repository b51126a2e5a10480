using HoopConnect.Discovery;
using HoopConnect.Planning;

namespace HoopConnect.Provisioning.Network;

/// <summary>What would be changed to open or close the way to a database.</summary>
public abstract record NetworkAccessPlan(RdsDatabase Database, NetworkAccessRequest Request, Plan Plan);
