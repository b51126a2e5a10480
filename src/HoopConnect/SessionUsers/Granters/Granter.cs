using HoopConnect.Credentials;
using HoopConnect.Databases;

namespace HoopConnect.SessionUsers.Granters;

/// <summary>Who makes session users, and where: a server and a login that may make users and grant. In memory only.</summary>
/// <param name="Server">The server; vault entries are named after it.</param>
/// <param name="Engine">What serves it.</param>
/// <param name="Settings">How to connect as the granter.</param>
public sealed record Granter(DatabaseIdentity Server, IDatabaseEngine Engine, ConnectionSettings Settings)
{
    /// <inheritdoc/>
    public override string ToString() => Settings.ToString();
}
