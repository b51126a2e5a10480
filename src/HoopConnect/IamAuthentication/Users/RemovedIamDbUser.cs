using HoopConnect.Databases.Users;

namespace HoopConnect.IamAuthentication.Users;

/// <summary>What became of a user that logs in by token and was to be removed.</summary>
public sealed record RemovedIamDbUser
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

    /// <summary>The user.</summary>
    public required string UserName { get; init; }

    /// <summary>What became of it; read from the server afterwards.</summary>
    public required UserRemovalState State { get; init; }

    /// <summary>Why it is still there, or what should be known besides.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>The databases in which it owned something or had privileges.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>The findings as one text; empty where all is well.</summary>
    public string Message => string.Join("; ", Findings);

    /// <inheritdoc/>
    public override string ToString() => $"{UserName}@{HostName}:{Port}: {State}";
}
