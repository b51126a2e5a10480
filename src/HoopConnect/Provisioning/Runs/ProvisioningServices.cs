using HoopConnect.Aws;
using HoopConnect.Credentials.Master;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Provisioning.Network;

namespace HoopConnect.Provisioning.Runs;

/// <summary>What a run works with.</summary>
/// <param name="Aws">AWS, for who we are and the organisation's id.</param>
/// <param name="Directory">Looks a database up, as it is now.</param>
/// <param name="Network">Opens the way to a database.</param>
/// <param name="Masters">Finds and resets master credentials.</param>
/// <param name="Jobs">Where job records go.</param>
public sealed record ProvisioningServices(
    IAwsServices Aws, IDatabaseDirectory Directory, INetworkAccess Network, MasterCredentials Masters, JobStore Jobs)
{
    /// <summary>Where passwords and connections go; null where the caller keeps the passwords himself.</summary>
    public CheckedVault? Vault { get; init; }

    /// <summary>The engine that serves an RDS engine name, or <c>Database.EngineNotServed</c>.</summary>
    public Func<string, IDatabaseEngine> Engines { get; init; } = DatabaseEngines.For;

    /// <summary>What is run for each job that has ended, before the webhook; null for nothing.</summary>
    public IJobHook? Hook { get; init; }

    /// <summary>Who is told how each job ended; null for nobody.</summary>
    public IJobWebhook? Webhook { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
