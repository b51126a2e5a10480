using System.Management.Automation;
using HoopConnect.Credentials.Master;
using HoopConnect.IamAuthentication;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.SessionUsers;

namespace HoopConnect.PowerShell.Pipeline;

/// <summary>
/// What the types file adds to objects and no script may compute: in ConstrainedLanguage a script calls no method of ours, a member of
/// the types file does.
/// </summary>
public static class CodeMembers
{
    /// <summary>The login as a credential, for <c>-DbCredential</c> and for cmdlets of other modules.</summary>
    /// <param name="instance">A credential, a token or a session user.</param>
    /// <returns>The name and the password; null for any other object.</returns>
    public static PSCredential? DbCredential(PSObject instance) => instance?.BaseObject switch
    {
        MasterCredential master => new(master.UserName, master.Login.Password.ToSecureString()),
        ResolvedCredential resolved => new(resolved.UserName, resolved.Password.ToSecureString()),
        RdsAuthToken token => new(token.UserName, token.Token.ToSecureString()),
        SessionUser user => new(user.UserName, user.Login.Password.ToSecureString()),
        _ => null,
    };
}
