using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.IdentityCenter.Sync;

/// <summary>What became of the user of one person in one database.</summary>
public sealed record SyncedUser
{
    /// <summary>The account the database is in; empty for a server that is not in RDS.</summary>
    public string AccountId { get; init; } = "";

    /// <summary>The region the database is in; empty for a server that is not in RDS.</summary>
    public string Region { get; init; } = "";

    /// <summary>The DB instance or DB cluster identifier.</summary>
    public required string Identifier { get; init; }

    /// <summary>Its ARN; empty for a server that is not in RDS.</summary>
    public string Arn { get; init; } = "";

    /// <summary>RDS's engine name.</summary>
    public required string Engine { get; init; }

    /// <summary>The server.</summary>
    public required string HostName { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>The person's id in the directory; empty where the user's mark lost it.</summary>
    public required string UserId { get; init; }

    /// <summary>The user, which has the person's name.</summary>
    public required string UserName { get; init; }

    /// <summary>The name before, where the person was renamed; else null.</summary>
    public string? FormerName { get; init; }

    /// <summary>What became of it.</summary>
    public required IdentityCenterState State { get; init; }

    /// <summary>The groups of the map that the person is in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Whether the directory says that the person may log in; null where it does not say: then the groups decide.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>What was given.</summary>
    public IReadOnlyList<string> Granted { get; init; } = [];

    /// <summary>What was taken.</summary>
    public IReadOnlyList<string> Revoked { get; init; } = [];

    /// <summary>What should be known besides.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Why it failed; empty where it did not.</summary>
    public string Message { get; init; } = "";

    /// <summary>The failure; null where there is none.</summary>
    internal HoopException? Failure { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{UserName}@{HostName}:{Port}: {State}";
}
