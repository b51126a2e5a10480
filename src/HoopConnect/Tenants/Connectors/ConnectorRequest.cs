using HoopConnect.Databases;
using HoopConnect.Secrets;

namespace HoopConnect.Tenants.Connectors;

/// <summary>Which database server the platform is to use, and as whom.</summary>
/// <param name="Name">The name of the Secret, by which a tenant's configuration names the connector.</param>
/// <param name="Engine">RDS's engine name, such as <c>aurora-postgresql</c>.</param>
/// <param name="HostName">The endpoint; for logins by IAM the real one.</param>
/// <param name="UserName">The user the platform logs in as.</param>
public sealed record ConnectorRequest(string Name, string Engine, string HostName, string UserName)
{
    /// <summary>Where the platform is.</summary>
    public const string UsualNamespace = "vcluster-platform";

    /// <summary>The namespace of the platform.</summary>
    public string Namespace { get; init; } = UsualNamespace;

    /// <summary>The TCP port; 0 for the engine's own.</summary>
    public int Port { get; init; }

    /// <summary>The password; null where the user logs in by IAM.</summary>
    public Secret? Password { get; init; }

    /// <summary>The ARN of the permissions boundary that every role of a tenant gets; null for none.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>A PEM file with the authorities that the server's certificate is verified with; null for none.</summary>
    public string? CaFile { get; init; }

    /// <summary>How the connection is protected (PostgreSQL); null to leave it to the platform.</summary>
    public SslMode? SslMode { get; init; }

    /// <summary>Writes the values as text (<c>stringData</c>), for people to read, in place of base64 (<c>data</c>).</summary>
    public bool IsReadable { get; init; }
}
