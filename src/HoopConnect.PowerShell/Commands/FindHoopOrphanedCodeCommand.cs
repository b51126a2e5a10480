using System.Management.Automation;
using HoopConnect.Databases;
using HoopConnect.Databases.Users;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Finds code that runs with the rights of the master and may have come from a removed user.</summary>
[Cmdlet(VerbsCommon.Find, "HoopOrphanedCode", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(OrphanedCode))]
public sealed class FindHoopOrphanedCodeCommand : MasterCmdlet
{
    /// <summary>Also code of which nothing on the server tells who wrote it.</summary>
    [Parameter]
    public SwitchParameter IncludeUnknown { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var database = await DatabaseAsync(cancellationToken);
        var engine = DatabaseReadiness.Check(database, DatabaseEngines.For);
        var master = await FindMasterAsync(database, cancellationToken);
        var settings = await SettingsAsync(database, master.Login, cancellationToken) with { Database = null };
        await foreach (var code in engine.ManagedUsers.FindOrphanedCodeAsync(settings, HoopHost, cancellationToken))
        {
            if (IncludeUnknown || code.Certainty != OrphanedCodeCertainty.Unknown)
                await WriteAsync(code, cancellationToken);
        }
    }
}
