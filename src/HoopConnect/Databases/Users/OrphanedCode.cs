namespace HoopConnect.Databases.Users;

/// <summary>
/// Code that runs with the rights of the master and may have come from a removed user: versions before 0.1.0 gave the master what removed
/// users owned.
/// </summary>
/// <param name="Database">The database.</param>
/// <param name="Kind">
/// What it is: <c>function</c>, <c>procedure</c>, <c>view</c>, <c>materialized view</c>, <c>rule</c>, <c>trigger</c>; on SQL Server with
/// <c>(EXECUTE AS OWNER)</c> where it runs so.
/// </param>
/// <param name="Name">Its name as SQL text has it, with the types of its arguments.</param>
public sealed record OrphanedCode(string Database, string Kind, string Name)
{
    /// <summary>The server.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The server's port.</summary>
    public int Port { get; init; }

    /// <summary>Whose rights it runs with.</summary>
    public required string Owner { get; init; }

    /// <summary>How much speaks for a removed user as its author.</summary>
    public required OrphanedCodeCertainty Certainty { get; init; }

    /// <summary>What speaks for it, in words.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Everybody may use it.</summary>
    public required bool IsPublic { get; init; }

    /// <summary>When it was changed last, UTC; null where the server does not keep that (<c>track_commit_timestamp</c>).</summary>
    public DateTime? Changed { get; init; }

    /// <summary>A statement that takes the owner's rights from it and keeps it, or drops it where there is none.</summary>
    public required string Remedy { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Database}: {Kind} {Name}";
}
