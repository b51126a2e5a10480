using System.Management.Automation;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell;

/// <summary>The base of the cmdlets that reach AWS in one region.</summary>
public abstract class AwsCmdlet : AwsSessionCmdlet
{
    /// <summary>The region where the database does not say it itself.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ToolsRegion")]
    [RegionArgument]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region;
}
