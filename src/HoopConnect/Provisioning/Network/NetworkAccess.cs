using HoopConnect.Aws;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Network;

/// <summary>
/// Opens and closes the way to a database by the security group <c>hoop-aws-connect-sg-&lt;db-instance-identifier&gt;</c> of its VPC, which
/// is found again by its name. Nothing of the groups the database already has is changed.
/// </summary>
public sealed class NetworkAccess(IAwsServices aws, TimeProvider? time = null) : INetworkAccess
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>
    /// How long the first pause is before a group that is still in use is deleted again; each further one is twice as long.
    /// </summary>
    internal TimeSpan DeletionPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    /// <exception cref="HoopException">
    /// <c>Network.ProxyNotServed</c>, <c>Network.NoVpc</c>, <c>Network.NoPort</c>, <c>Network.InvalidSource</c>,
    /// <c>Network.DatabaseNotAvailable</c>, <c>Discovery.DatabaseNotFound</c>, and AWS errors.
    /// </exception>
    public async Task<NetworkAccessPlan> PlanGrantAsync(
        RdsDatabase database,
        NetworkAccessRequest request,
        CancellationToken cancellationToken
    ) => await Grant(await WithVpcAsync(database, cancellationToken), request).PlanAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="HoopException">As <see cref="PlanGrantAsync"/>.</exception>
    public async Task<NetworkAccessPlan> PlanRevokeAsync(
        RdsDatabase database,
        NetworkAccessRequest request,
        CancellationToken cancellationToken
    ) => await Revocation(await WithVpcAsync(database, cancellationToken), request).PlanAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Network.NotInPlace</c>, <c>Network.ChangeTimedOut</c>, and AWS errors.</exception>
    public Task<NetworkAccessResult> ApplyAsync(NetworkAccessPlan plan, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        return plan switch
        {
            GrantPlan grant => Grant(plan.Database, plan.Request).ApplyAsync(grant, host, cancellationToken),
            RevocationPlan revocation => Revocation(plan.Database, plan.Request).ApplyAsync(revocation, host, cancellationToken),
            _ => throw new ArgumentException("The plan is none of this class.", nameof(plan)),
        };
    }

    /// <summary>RDS says the VPC of an instance only; where a cluster's members do not say it, the cluster's own groups do.</summary>
    private async Task<RdsDatabase> WithVpcAsync(RdsDatabase database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (database is not { VpcId: null, Kind: DatabaseKind.Cluster, VpcSecurityGroupIds: [var group, ..] })
            return database;
        return database with
        {
            VpcId = await aws.Ec2(database.AccountId, database.Region).GetVpcOfSecurityGroupAsync(group, cancellationToken),
        };
    }

    private NetworkGrant Grant(RdsDatabase database, NetworkAccessRequest request)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(request);
        return new NetworkGrant(database, request, aws.Ec2(database.AccountId, database.Region), Attached(database));
    }

    private NetworkRevocation Revocation(RdsDatabase database, NetworkAccessRequest request)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(request);
        return new NetworkRevocation(
            database, request, aws.Ec2(database.AccountId, database.Region), Attached(database), _time, DeletionPause);
    }

    private AttachedGroups Attached(RdsDatabase database) => database.Kind == DatabaseKind.Proxy
        ? throw NetworkErrors.ProxyNotServed.Error(
            $"'{database}' is a proxy, whose security groups are left to you.",
            database.Arn,
                database.Members.Count > 0
                    ? $"Name '{database.Members[0]}', the database behind it."
                    : "Name the instance or cluster behind it.")
        : new AttachedGroups(aws.Rds(database.AccountId, database.Region), database, _time);
}
