using System.Management.Automation;
using HoopConnect.Aws.Organizations;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Lists the accounts of the organisation; the caller's own account where there is none, or it may not be listed.</summary>
[Cmdlet(VerbsCommon.Get, "HoopAwsAccount")]
[OutputType(typeof(OrganizationAccount))]
public sealed class GetHoopAwsAccountCommand : AwsCmdlet
{
    /// <summary>Account ids or names, with wildcards; all where not given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("AccountId", "Id", "Name")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Account { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var wanted = Account.Select(NamePattern.Parse).ToList();
        var directory = new AccountDirectory(await AwsAsync(cancellationToken));
        await WriteAllAsync(directory.ListAsync(wanted, HoopHost, cancellationToken), cancellationToken);
    }
}
