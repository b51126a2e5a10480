using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.IamAuthentication.Users;

/// <summary>
/// A database user that logs in by token: what became of it, and where it is. The property names are those that other cmdlets bind by.
/// </summary>
public sealed record IamDbUser
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

    /// <summary>The user, as the server spells it.</summary>
    public required string UserName { get; init; }

    /// <summary>Whose privileges it has; null where privileges were left alone.</summary>
    public RoleKind? Role { get; init; }

    /// <summary>What became of it.</summary>
    public required RoleState State { get; init; }

    /// <summary>What is not as it should be; empty where all is well.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The resource that a policy has to allow <c>rds-db:connect</c> on; empty for a server that is not in RDS.</summary>
    public string ConnectArn { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{UserName}@{HostName}:{Port} ({State})";
}
