using System.Management.Automation;
using HoopConnect.Databases.IamUsers;
using HoopConnect.IamAuthentication.Users;
using HoopConnect.PowerShell.Arguments;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Has a database user that is there log in by an IAM token from now on. Its password stops working.</summary>
[Cmdlet(
    VerbsSecurity.Grant,
    "HoopIamAuthentication",
    DefaultParameterSetName = ServerSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(IamDbUser))]
public sealed class GrantHoopIamAuthenticationCommand : IamUserCmdlet
{
    /// <summary>Another administrator, with a password, who is proved before the one logged in here is switched over.</summary>
    [Parameter]
    [DbCredentialArgument]
    public PSCredential? BreakGlassCredential { get; set; }

    /// <inheritdoc/>
    private protected override Task<IamUserRequest> CompleteAsync(IamUserRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(
            request with
    {
        IsExisting = true,
        BreakGlass = BreakGlassCredential is null ? null : request.Master with { Login = BreakGlassCredential.ToLogin() },
    });
}
