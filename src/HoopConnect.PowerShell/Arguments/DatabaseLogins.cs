using System.Management.Automation;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Makes logins of what users give.</summary>
internal static class DatabaseLogins
{
    /// <summary>User and password, as they were given: either may be a marker.</summary>
    public static DatabaseLogin ToLogin(this PSCredential credential) => new(credential.UserName, Secret.From(credential.Password));
}
