using System.Management.Automation;
using HoopConnect.PowerShell.Completion;
using HoopConnect.Provisioning.Connections;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Gets the connections that are stored in a vault.</summary>
[Cmdlet(VerbsCommon.Get, "HoopConnection")]
[OutputType(typeof(Connection))]
public sealed class GetHoopConnectionCommand : HoopCmdlet
{
    /// <summary>Names, with wildcards; all where not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The vault; the default one where not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("VaultName")]
    [ArgumentCompleter(typeof(VaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var store = new ConnectionStore(await Services.OpenVaultAsync(Vault, cancellationToken));
        await WriteAllAsync(store.GetAsync(Name, HoopHost, cancellationToken), cancellationToken);
    }
}
