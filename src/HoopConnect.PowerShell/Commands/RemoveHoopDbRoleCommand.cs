using System.Management.Automation;
using HoopConnect.Databases;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Removes the hoop roles from a database server, and their passwords from the vault.</summary>
[Cmdlet(
    VerbsCommon.Remove,
    "HoopDbRole",
    DefaultParameterSetName = ServerSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DatabaseRole))]
public sealed class RemoveHoopDbRoleCommand : DbRoleCmdlet
{
    /// <summary>Who gets what the roles own; where not given, a role without a login and without rights.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReassignTo { get; set; }

    /// <summary>Removes roles of the same names too that were not made by HoopConnect, or cannot be shown to be.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <summary>Drops the functions, views and other code of theirs instead of giving it to another owner.</summary>
    [Parameter]
    public SwitchParameter DropCode { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        // Before a server is asked for anything.
        DatabaseRoles.RequireAllDatabases(DatabaseChoice.Parse(Database, ExcludeDatabase));
        var (roles, request) = await OpenRolesAsync(cancellationToken);
        var removal = request with { ReassignTo = ReassignTo, DropCode = DropCode, Adopt = Adopt };
        var plan = await roles.PlanRemovalAsync(removal, HoopHost, cancellationToken);
        var left = await roles.ConnectionsAsync(plan.Request.Kinds, HoopHost, cancellationToken);
        var shown = plan.Plan with { Steps = [.. plan.Plan.Steps, .. plan.Plan.IsEmpty ? [] : left.Select(Left)] };
        if (!await HoopHost.ShouldApplyAsync(shown, cancellationToken))
            return;
        foreach (var connection in plan.Plan.IsEmpty ? [] : left)
            HoopHost.Warning($"The connection '{connection.Name}' logs in no more: Remove-HoopConnection takes it away.");
        await WriteRolesAsync(roles.RemoveAsync(plan, HoopHost, cancellationToken), request, cancellationToken);
    }

    private static PlanStep Left(Connection connection) =>
        new($"connection {connection.Name}", "leave", $"it logs in no more: Remove-HoopConnection {connection.Name}");
}
