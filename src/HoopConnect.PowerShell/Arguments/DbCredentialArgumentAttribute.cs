using System.Management.Automation;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Takes a database login: a PSCredential, or a user name whose password is asked for, as <c>[Credential]</c> does. A master credential
/// that was written as JSON brings along its user without a password: that is no login, and the vault is asked as if nothing had been
/// given.
/// </summary>
internal sealed class DbCredentialArgumentAttribute : ArgumentTransformationAttribute
{
    private static readonly CredentialAttribute Credential = new();

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        IsWithoutPassword(inputData) ? null : Credential.Transform(engineIntrinsics, inputData);

    private static bool IsWithoutPassword(object? value) =>
        value is PSObject { BaseObject: PSCustomObject } custom
        && custom.Properties["UserName"] is not null
        && custom.Properties["Password"]?.Value is PSObject { BaseObject: PSCustomObject };
}
