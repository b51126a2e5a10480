using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Network;

/// <summary>Opens and closes the way to a database: one security group of ours, one TCP rule a source, on the database's port.</summary>
public interface INetworkAccess
{
    /// <summary>Reads what is there and says what is missing.</summary>
    Task<NetworkAccessPlan> PlanGrantAsync(RdsDatabase database, NetworkAccessRequest request, CancellationToken cancellationToken);

    /// <summary>Reads what is there and says what would be taken away.</summary>
    Task<NetworkAccessPlan> PlanRevokeAsync(RdsDatabase database, NetworkAccessRequest request, CancellationToken cancellationToken);

    /// <summary>Applies a plan and says what is there now.</summary>
    Task<NetworkAccessResult> ApplyAsync(NetworkAccessPlan plan, IHoopHost host, CancellationToken cancellationToken);
}
