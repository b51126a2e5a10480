using HoopConnect.Aws;
using HoopConnect.Aws.Eks;
using HoopConnect.Hosting;

namespace HoopConnect.Tenants.Workloads;

/// <summary>
/// Makes, changes and removes pod identity associations in one account and region. A service account has one at most; one that was not made
/// by us, or belongs to an add-on, is not touched.
/// </summary>
public sealed class PodIdentities(IEksClient eks, TimeProvider? timeProvider = null)
{
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;

    /// <summary>What the service account has; null for no association.</summary>
    /// <exception cref="HoopException"><c>Workload.ClusterNotFound</c>, AWS errors.</exception>
    public async Task<PodIdentityAssociation?> FindAsync(
        string clusterName, string namespaceName, string serviceAccount, CancellationToken cancellationToken)
    {
        try
        {
            var found = await eks.ListPodIdentityAssociationsAsync(clusterName, namespaceName, serviceAccount, cancellationToken);
            // A list has neither role nor tags.
            return found is [var one, ..]
                ? await eks.DescribePodIdentityAssociationAsync(clusterName, one.AssociationId, cancellationToken)
                : null;
        }
        catch (AwsErrorException failure) when (WorkloadFailures.Of(failure, clusterName) is { } known)
        {
            throw known;
        }
    }

    /// <summary>Reads what the service account has and says what would give it the role.</summary>
    /// <param name="identity">As it must be.</param>
    /// <param name="adopt">Whether the association is given another role where it does not carry our mark; never one of an add-on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HoopException">Those of <see cref="PodIdentity.Check"/>, <c>Workload.ClusterNotFound</c>,
    /// <c>Workload.AssociationInUse</c>, AWS errors.</exception>
    public async Task<WorkloadChange> PlanAsync(PodIdentity identity, bool adopt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        identity.Check();
        var present = await FindAsync(identity.ClusterName, identity.Namespace, identity.ServiceAccount, cancellationToken);
        var change = new WorkloadChange(
            identity.Target,
            present is null ? WorkloadOutcome.Created : WorkloadOutcome.Updated,
            _time,
            stop => PlanAsync(identity, adopt, stop))
        {
            Arn = present?.AssociationArn,
            AssociationId = present?.AssociationId,
        };
        if (present is null)
        {
            change.Add(
                identity.Target,
                "create pod identity association",
                $"eks:CreatePodIdentityAssociation namespace={identity.Namespace} serviceAccount={identity.ServiceAccount} " +
                    $"roleArn={identity.RoleArn}",
                async stop =>
                {
                    var made = await eks.CreatePodIdentityAssociationAsync(
                        identity.ClusterName, identity.Namespace, identity.ServiceAccount, identity.RoleArn, identity.AllTags, stop);
                    (change.Arn, change.AssociationId) = (made.AssociationArn, made.AssociationId);
                });
        }
        else if (present.RoleArn != identity.RoleArn)
        {
            if (present.OwnerArn is not null || !(adopt || OwnTag.AreAllIn(present.Tags, identity.Mark)))
                throw InUse(identity, present);
            change.Add(
                identity.Target,
                "change role",
                $"eks:UpdatePodIdentityAssociation associationId={present.AssociationId} roleArn={identity.RoleArn}",
                stop => eks.UpdatePodIdentityAssociationAsync(
                    identity.ClusterName, present.AssociationId, identity.RoleArn, stop),
                "in place of " + present.RoleArn);
        }

        return change;
    }

    /// <summary>
    /// Reads what the service account has and says what would remove it. Nothing is to be removed where it gives another role than the one
    /// that is named.
    /// </summary>
    /// <exception cref="HoopException"><c>Workload.ClusterNotFound</c>, <c>Workload.NotOurs</c>, AWS errors.</exception>
    public async Task<WorkloadChange> PlanRemovalAsync(PodIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var change = new WorkloadChange(
            identity.Target, WorkloadOutcome.Removed, _time, stop => PlanRemovalAsync(identity, stop));
        var present = await FindAsync(identity.ClusterName, identity.Namespace, identity.ServiceAccount, cancellationToken);
        if (present is null || present.RoleArn != identity.RoleArn)
            return change;
        (change.Arn, change.AssociationId) = (present.AssociationArn, present.AssociationId);
        if (present.OwnerArn is not null || !OwnTag.AreAllIn(present.Tags, identity.Mark))
        {
            throw WorkloadErrors.NotOurs.Error(
                $"The {identity.Target} {OwnTag.MadeBy(present.Tags)}.", present.AssociationArn);
        }

        change.Add(
            identity.Target,
            "delete pod identity association",
            $"eks:DeletePodIdentityAssociation associationId={present.AssociationId}",
            stop => eks.DeletePodIdentityAssociationAsync(identity.ClusterName, present.AssociationId, stop));
        return change;
    }

    private static HoopException InUse(PodIdentity identity, PodIdentityAssociation present) =>
        WorkloadErrors.AssociationInUse.Error(
            $"The service account '{identity.Namespace}/{identity.ServiceAccount}' of the cluster '{identity.ClusterName}' has the role " +
                $"{present.RoleArn} by the association {present.AssociationId}, which "
                + (present.OwnerArn is { } owner ? $"belongs to {owner}." : $"{OwnTag.MadeBy(present.Tags)}."),
            present.AssociationArn);
}
