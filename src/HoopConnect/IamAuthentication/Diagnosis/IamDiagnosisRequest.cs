using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Secrets;

namespace HoopConnect.IamAuthentication.Diagnosis;

/// <summary>Whose login by token is looked into.</summary>
/// <param name="Database">The database as it was known before, or a server named by its address.</param>
/// <param name="Way">How to connect to it; the login in it is not used.</param>
/// <param name="UserName">The database user.</param>
public sealed record IamDiagnosisRequest(RdsDatabase Database, ConnectionSettings Way, string UserName)
{
    /// <summary>An administrator's login, to look at the user on the server with; null where the server cannot be looked into.</summary>
    public DatabaseLogin? Administrator { get; init; }

    /// <summary>Where the user logs in from: the host part of its account (MySQL, MariaDB).</summary>
    public string HostPattern { get; init; } = "%";

    /// <summary>The region to sign for, where neither RDS nor the endpoint's name says it.</summary>
    public string? Region { get; init; }
}
