using System.Management.Automation;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.IamAuthentication.Users;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Makes a database user that logs in by an IAM token, or brings one into line.</summary>
[Cmdlet(VerbsCommon.New, "HoopIamDbUser", DefaultParameterSetName = ServerSet, SupportsShouldProcess = true)]
[OutputType(typeof(IamDbUser))]
public sealed class NewHoopIamDbUserCommand : IamUserCmdlet
{
    /// <summary>Whose privileges it gets: those of hoop_ro, hoop_rw or hoop_ddl. None are given or taken where not given.</summary>
    [Parameter]
    public RoleKind? Role { get; set; }

    /// <summary>Takes over a user of the same name that HoopConnect did not make.</summary>
    [Parameter]
    public SwitchParameter Adopt { get; set; }

    /// <inheritdoc/>
    private protected override IamUserRequest Complete(IamUserRequest request) => request with { Role = Role, Adopt = Adopt };
}
