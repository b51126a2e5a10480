namespace HoopConnect.SessionUsers.Sweep;

/// <summary>Users of one server that are removed together.</summary>
/// <param name="Users">The users, each once, at least one.</param>
public sealed record SweepBatch(IReadOnlyList<FoundSessionUser> Users)
{
    /// <summary>The user that says which server it is, and how it was reached.</summary>
    public FoundSessionUser Server => Users[0];

    /// <inheritdoc/>
    public override string ToString() => $"{Users.Count} users of {Server.HostName}:{Server.Port}";
}
