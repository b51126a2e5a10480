using HoopConnect.Databases;

namespace HoopConnect.SessionUsers.Sweep;

/// <summary>A session user as it was found on a server. The property names are those that the cmdlets bind by.</summary>
public sealed record FoundSessionUser
{
    /// <summary>The account of the database; empty for a server that is not in RDS.</summary>
    public string AccountId { get; init; } = "";

    /// <summary>Its region; empty for a server that is not in RDS.</summary>
    public string Region { get; init; } = "";

    /// <summary>The DB instance or DB cluster identifier.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>Its ARN; empty for a server that is not in RDS.</summary>
    public string Arn { get; init; } = "";

    /// <summary>RDS's engine name, or the engine's family for a server that is not in RDS.</summary>
    public required string Engine { get; init; }

    /// <summary>The server.</summary>
    public required string HostName { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>How the connection was protected.</summary>
    public SslMode SslMode { get; init; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities that were trusted; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>When logins end (UTC); null for never.</summary>
    public DateTime? Expires { get; init; }

    /// <summary>
    /// Logins have ended, by the server's clock. A user that was expired when it was found is removed only while it still is.
    /// </summary>
    public bool Expired { get; init; }

    /// <summary>It bears our mark. Hoop itself leaves none.</summary>
    public bool Managed { get; init; }

    /// <summary>
    /// The policies that explain its name, of those that were given; else the one that its mark names; null where neither is known.
    /// </summary>
    public string? Policy { get; init; }

    /// <summary>None of the policies that were given explains it; null where none was given.</summary>
    public bool? Stale { get; init; }

    /// <summary>Whose own user it is; null for one that is shared, or not marked.</summary>
    public string? Caller { get; init; }

    /// <summary>It is kept from logging in whatever its expiry.</summary>
    public bool Locked { get; init; }

    /// <summary>How many sessions it has open.</summary>
    public int OpenSessions { get; init; }

    /// <summary>How many objects it owns, in all databases.</summary>
    public long OwnedObjects { get; init; }

    /// <summary>The databases in which it owns something or has privileges.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>
    /// How the server was reached: whoever removes the user in the same process need not be told the login again. Never shown, never
    /// serialised.
    /// </summary>
    internal ConnectionSettings? Reached { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{UserName}@{HostName}:{Port}";
}
