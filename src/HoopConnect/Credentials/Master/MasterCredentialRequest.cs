using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Master;

/// <summary>Whose master credential is wanted, and how the server is reached.</summary>
/// <param name="Database">The database; one without an ARN is a server named by its address.</param>
public sealed record MasterCredentialRequest(RdsDatabase Database)
{
    /// <summary>The longest <see cref="Deadline"/>; an attempt that takes longer would no longer be told from a dead one.</summary>
    public static readonly TimeSpan LongestDeadline = TimeSpan.FromMinutes(45);

    /// <summary>The host to connect to; null for the database's own endpoint. It is another way to the same server (a tunnel).</summary>
    public string? HostName { get; init; }

    /// <summary>The TCP port; null for the database's own, or the engine's default.</summary>
    public int? Port { get; init; }

    /// <summary>A credential the caller has; it is proved and nothing else is tried.</summary>
    public DatabaseLogin? DbCredential { get; init; }

    /// <summary>
    /// Makes a token of the master user, signed for the database's own endpoint; null where none can be made. Used last, where the database
    /// takes logins by IAM.
    /// </summary>
    public Func<CancellationToken, Task<DatabaseLogin>>? TokenLogin { get; init; }

    /// <summary>How the connection is protected, and how long a login may take.</summary>
    public TransportOptions Transport { get; init; } = new();

    /// <summary>Reset: go on although other modifications wait for the maintenance window. They are not flushed.</summary>
    public bool AllowPendingModifications { get; init; }

    /// <summary>
    /// Reset: first look whether the server can be reached and its certificate is trusted. False in a plan made before the way to it is
    /// open.
    /// </summary>
    public bool CheckReachability { get; init; } = true;

    /// <summary>Reset: how long the new password may take to become the server's, at most <see cref="LongestDeadline"/>.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How to connect as <paramref name="login"/>.</summary>
    /// <exception cref="HoopException"><c>Database.NoEndpoint</c>.</exception>
    internal ConnectionSettings Settings(DatabaseLogin login, IDatabaseEngine engine)
    {
        var host = HostName ?? Database.RequireHost();
        return new ConnectionSettings(host, Port ?? (Database.Port > 0 ? Database.Port : engine.DefaultPort), login)
        {
            Transport = Transport,
        };
    }
}
