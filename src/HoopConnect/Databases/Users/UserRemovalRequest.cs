namespace HoopConnect.Databases.Users;

/// <summary>Which users are to be removed from one server.</summary>
/// <param name="Master">How to connect as the master user.</param>
/// <param name="Users">The users, each once.</param>
public sealed record UserRemovalRequest(ConnectionSettings Master, IReadOnlyList<UserToRemove> Users)
{
    /// <summary>Of which kind they are: a user that another kind made is not touched.</summary>
    public ManagedKind Kind { get; init; } = ManagedKind.Session;

    /// <summary>Takes users too that bear our kind of name and not our mark (those that Hoop itself made).</summary>
    public bool Adopt { get; init; }

    /// <summary>
    /// Who gets what they own, who must not be more powerful than they were; null for an owner of ours without a login and without rights.
    /// </summary>
    public string? ReassignTo { get; init; }

    /// <summary>Functions, views and other code of theirs is dropped and not handed on.</summary>
    public bool DropCode { get; init; }

    /// <summary>
    /// The DDL triggers that may run, as the master, when users are dropped (SQL Server), by their names; a database that has another one
    /// is not changed.
    /// </summary>
    public IReadOnlyList<string> AllowedDdlTriggers { get; init; } = [];

    /// <summary>The databases that are dropped before the users are: what is in them goes along and is nobody's to hand on.</summary>
    public IReadOnlyCollection<string> DroppedBefore { get; init; } = [];

    /// <summary>How many databases of the server are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 4;
}
