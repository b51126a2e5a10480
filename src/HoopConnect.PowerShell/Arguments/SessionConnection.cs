using HoopConnect.Databases;
using HoopConnect.Provisioning.Connections;
using HoopConnect.SessionUsers;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>A session user as a connection, so that it can be written in every form that connections can.</summary>
internal static class SessionConnection
{
    /// <summary>The connection as the user; its name is the policy's.</summary>
    public static Connection Of(SessionUser user) => new()
    {
        Name = user.Policy,
        Subtype = DatabaseEngines.For(user.Engine).Family,
        HostName = user.HostName,
        Port = user.Port,
        Database = user.Database,
        UserName = user.UserName,
        SslMode = user.SslMode,
        CaFile = user.CaFile,
        VaultName = user.VaultName ?? "",
        SecretName = user.SecretName ?? "",
        Policy = user.Policy,
    };
}
