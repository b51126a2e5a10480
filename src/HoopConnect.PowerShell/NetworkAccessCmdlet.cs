using System.Management.Automation;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.Provisioning.Network;

namespace HoopConnect.PowerShell;

/// <summary>What Grant-HoopNetworkAccess and Revoke-HoopNetworkAccess share: a database and the source of one rule.</summary>
public abstract class NetworkAccessCmdlet : AwsCmdlet
{
    /// <summary>The parameter set in which the source is a range of addresses.</summary>
    protected const string CidrSet = "Cidr";

    /// <summary>The parameter set in which the source is a security group.</summary>
    protected const string GroupSet = "SourceGroup";

    /// <summary>A database of Find-HoopRdsInstance, or the ARN of one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? InputObject { get; set; }

    /// <summary>The IPv4 or IPv6 range of the source.</summary>
    [Parameter(ParameterSetName = CidrSet, Mandatory = true, Position = 1)]
    [Alias("IngressCidr", "CidrIp")]
    [CidrArgument]
    [ValidateNotNull]
    public IngressCidr? Cidr { get; set; }

    /// <summary>The security group of the source.</summary>
    [Parameter(ParameterSetName = GroupSet, Mandatory = true)]
    [Alias("SourceSecurityGroupId")]
    [ValidatePattern("^sg-[0-9a-z]{8,61}$")]
    public string? SourceGroupId { get; set; }

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? InputObject?.Region;

    /// <summary>Reads what is there and says what would be changed.</summary>
    private protected abstract Task<NetworkAccessPlan> PlanAsync(
        NetworkAccess access, RdsDatabase database, NetworkAccessRequest request, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (InputObject!.Arn.Length == 0)
        {
            throw NetworkErrors.NotInRds.Error(
                $"'{InputObject.HostName}' is a server that RDS does not know: it has no security groups.", InputObject.HostName);
        }
        var access = new NetworkAccess(await AwsAsync(cancellationToken));
        var database = await DescribeNowAsync(InputObject, cancellationToken);
        var plan = await PlanAsync(access, database, new NetworkAccessRequest(Cidr, SourceGroupId), cancellationToken);
        if (await HoopHost.ShouldApplyAsync(plan.Plan, cancellationToken))
            await WriteAsync(await access.ApplyAsync(plan, HoopHost, cancellationToken), cancellationToken);
    }
}
