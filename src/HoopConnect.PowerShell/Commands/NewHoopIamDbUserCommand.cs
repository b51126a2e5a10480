using System.Management.Automation;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.IamAuthentication.Users;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Makes a database user that logs in by an IAM token, or brings one into line.</summary>
[Cmdlet(VerbsCommon.New, "HoopIamDbUser", DefaultParameterSetName = ServerSet, SupportsShouldProcess = true)]
[OutputType(typeof(IamDbUser))]
public sealed class NewHoopIamDbUserCommand : IamUserCmdlet
{
    /// <summary>Whose privileges it gets: those of hoop_ro, hoop_rw or hoop_ddl. None are given or taken where not given.</summary>
    [Parameter]
    public RoleKind? Role { get; set; }

    /// <summary>
    /// A policy of Import-HoopPolicy, or the name of one in -PolicyFile: the user gets its privileges, in place of a role's.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [PolicyArgument]
    [ValidateNotNull]
    public PolicyChoice? Policy { get; set; }

    /// <summary>The file or folder with the policies.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PolicyFile { get; set; }

    /// <inheritdoc/>
    private protected override async Task<IamUserRequest> CompleteAsync(IamUserRequest request, CancellationToken cancellationToken)
    {
        var policy = Policy is null
            ? null
            : await Policy.ResolveAsync(PolicyFile is null ? null : await FullPathAsync(PolicyFile, cancellationToken), cancellationToken);
        return request with
        {
            Role = Role,
            Grants = policy is null ? null : new GrantRequest(policy.Name, policy.Scopes, policy.Privileges),
        };
    }
}
