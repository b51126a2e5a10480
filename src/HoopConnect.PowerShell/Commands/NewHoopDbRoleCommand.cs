using System.Management.Automation;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Makes the hoop roles on a database server, or brings them into line.</summary>
[Cmdlet(VerbsCommon.New, "HoopDbRole", DefaultParameterSetName = ServerSet, SupportsShouldProcess = true)]
[OutputType(typeof(DatabaseRole))]
public sealed class NewHoopDbRoleCommand : DbRoleCmdlet
{
    /// <summary>Adds CREATE on the schemas to hoop_ddl (PostgreSQL).</summary>
    [Parameter]
    public SwitchParameter SchemaCreate { get; set; }

    /// <summary>Grants on the whole server instead of on each user schema (MySQL, MariaDB).</summary>
    [Parameter]
    public SwitchParameter ServerWide { get; set; }

    /// <summary>Takes over roles of the same names that were not made by HoopConnect.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <summary>Sets new passwords even where the stored ones work.</summary>
    [Parameter]
    public SwitchParameter RotatePassword { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (roles, request) = await OpenRolesAsync(cancellationToken);
        request = request with { SchemaCreate = SchemaCreate, ServerWide = ServerWide, Adopt = Adopt, RotatePassword = RotatePassword };
        var plan = await roles.PlanAsync(request, await ModeAsync(cancellationToken), HoopHost, cancellationToken);
        if (await HoopHost.ShouldApplyAsync(roles.Shown(plan), cancellationToken))
        {
            await WriteRolesAsync(roles.ApplyAsync(plan, HoopHost, cancellationToken), request, cancellationToken);
            return;
        }

        foreach (var refusal in plan.Refusals.Values)
            ReportError(refusal);
    }
}
