using System.Globalization;
using HoopConnect.Aws;
using HoopConnect.Aws.Rds;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Network;

/// <summary>The VPC security groups of one database, as they are now; those of the cluster where it is one.</summary>
internal sealed class AttachedGroups(IRdsClient rds, RdsDatabase database, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    // RDS User Guide, "Viewing Amazon RDS DB instance status": states in which nothing can be modified.
    private static readonly string[] UnmodifiableStates =
        ["stopped", "stopping", "starting", "creating", "deleting", "delete-precheck", "failed", "inaccessible-encryption-credentials"];

    private string Operation => database.Kind == DatabaseKind.Cluster ? "ModifyDBCluster" : "ModifyDBInstance";

    /// <summary>What would be called to set the groups.</summary>
    public string Statement(IEnumerable<string> groupIds) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"rds:{Operation} {Operation["Modify".Length..]}Identifier={database.Identifier} " +
                $"VpcSecurityGroupIds={string.Join(",", groupIds)}"
        );

    /// <exception cref="HoopException"><c>Discovery.DatabaseNotFound</c>.</exception>
    public async Task<(IReadOnlyList<string> GroupIds, string Status)> ReadAsync(CancellationToken cancellationToken)
    {
        if (database.Kind == DatabaseKind.Cluster)
        {
            await foreach (var cluster in rds.DescribeDBClustersAsync(database.Identifier, cancellationToken))
                return (cluster.VpcSecurityGroupIds, cluster.Status);
        }
        else
        {
            await foreach (var instance in rds.DescribeDBInstancesAsync(database.Identifier, cancellationToken))
                return (instance.VpcSecurityGroupIds, instance.DBInstanceStatus);
        }
        throw AwsErrors.DatabaseNotFound.Error($"There is no database '{database}'.", database.Arn);
    }

    /// <summary>Refuses a database that cannot be modified, before anything is changed.</summary>
    /// <exception cref="HoopException"><c>Network.DatabaseNotAvailable</c>.</exception>
    public void RequireModifiable(string status)
    {
        if (UnmodifiableStates.Contains(status))
        {
            throw NetworkErrors.DatabaseNotAvailable.Error(
                $"The database '{database}' is '{status}': its security groups cannot be changed.", database.Arn);
        }
    }

    /// <summary>Attaches a group beside those that are there now, and waits until RDS has done it.</summary>
    public Task AttachAsync(string groupId, CancellationToken cancellationToken) => ChangeAsync(groupId, attach: true, cancellationToken);

    /// <summary>Takes a group off, leaves the others, and waits until RDS has done it.</summary>
    public Task DetachAsync(string groupId, CancellationToken cancellationToken) => ChangeAsync(groupId, attach: false, cancellationToken);

    // The list is replaced as a whole, so it is read right before: someone else may have attached a group meanwhile.
    private async Task ChangeAsync(string groupId, bool attach, CancellationToken cancellationToken)
    {
        var (present, _) = await ReadAsync(cancellationToken);
        if (present.Contains(groupId) == attach)
            return;
        IReadOnlyList<string> wanted = attach ? [.. present, groupId] : [.. present.Where(group => group != groupId)];
        var request = new ModifyDatabaseRequest(database.Identifier) { VpcSecurityGroupIds = wanted };
        try
        {
            if (database.Kind == DatabaseKind.Cluster)
                await rds.ModifyDBClusterAsync(request, cancellationToken);
            else
                await rds.ModifyDBInstanceAsync(request, cancellationToken);
        }
        catch (AwsErrorException failure) when (AwsErrors.InvalidState.Is(failure))
        {
            // A first attempt whose answer was lost is being applied already; anything else is refused for good.
            if ((await ReadAsync(cancellationToken)).GroupIds.Contains(groupId) != attach)
                throw;
        }
        await WaitAsync(groups => groups.Contains(groupId) == attach, cancellationToken);
    }

    private async Task WaitAsync(Func<IReadOnlyList<string>, bool> isDone, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var pause = TimeSpan.FromSeconds(0.5);
        while (true)
        {
            var (present, status) = await ReadAsync(cancellationToken);
            if (isDone(present) && status != "modifying")
                return;
            if (time.GetElapsedTime(started) > Deadline)
            {
                throw NetworkErrors.ChangeTimedOut.Error(
                    $"RDS has not changed the security groups of '{database}' within {Deadline.TotalMinutes:0} minutes; its status is " +
                        $"'{status}'.",
                    database.Arn);
            }
            await Task.Delay(pause, time, cancellationToken);
            pause = TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 1.5, 10));
        }
    }
}
