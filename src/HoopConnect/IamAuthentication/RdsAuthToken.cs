using HoopConnect.Secrets;

namespace HoopConnect.IamAuthentication;

/// <summary>A token with what it is for. The property names are those that the database cmdlets bind by.</summary>
public sealed record RdsAuthToken
{
    /// <summary>The endpoint it was signed for.</summary>
    public required string HostName { get; init; }

    /// <summary>The TCP port it was signed for.</summary>
    public required int Port { get; init; }

    /// <summary>The database user it logs in.</summary>
    public required string UserName { get; init; }

    /// <summary>The database's region.</summary>
    public required string Region { get; init; }

    /// <summary>The token; never printed.</summary>
    public required Secret Token { get; init; }

    /// <summary>When it stops being accepted for new connections (UTC).</summary>
    public required DateTime Expires { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{UserName}@{HostName}:{Port}";
}
