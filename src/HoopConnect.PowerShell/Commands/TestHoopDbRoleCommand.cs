using System.Management.Automation;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Says what differs between the hoop roles of a database server and what they should be. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "HoopDbRole", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(DatabaseRole), typeof(bool))]
public sealed class TestHoopDbRoleCommand : DbRoleCmdlet
{
    /// <summary>Expects CREATE on the schemas of hoop_ddl (PostgreSQL).</summary>
    [Parameter]
    public SwitchParameter SchemaCreate { get; set; }

    /// <summary>Expects grants on the whole server instead of on each user schema (MySQL, MariaDB).</summary>
    [Parameter]
    public SwitchParameter ServerWide { get; set; }

    /// <summary>Gives true or false: whether every role is as it should be.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (roles, request) = await OpenRolesAsync(cancellationToken);
        try
        {
            var found = await roles.TestAsync(
                request with
                {
                    SchemaCreate = SchemaCreate,
                    ServerWide = ServerWide,
                },
                HoopHost,
                cancellationToken);
            if (Quiet)
            {
                await WriteAsync(found.All(role => role.State == RoleState.InSync), cancellationToken);
                return;
            }

            foreach (var role in found)
                await WriteRoleAsync(role, cancellationToken);
        }
        catch (HoopException error) when (Quiet && error.IsAnyOf(RoleErrors.NoWorkingSecret, RoleErrors.NotOurs))
        {
            HoopHost.Verbose(error.Message);
            await WriteAsync(false, cancellationToken);
        }
    }
}
