using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>Which users of one kind are to be removed.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Adopt">Users without its mark are taken too.</param>
internal sealed record RemovalOrder(ManagedKind Kind, bool Adopt)
{
    /// <summary>What runs in the name of the users is dropped, and then they are.</summary>
    public bool DropCode { get; init; }

    /// <summary>Only accounts with this host; null for all accounts of a name.</summary>
    public string? Host { get; init; }

    /// <summary>A stored password of the user logs in, which shows that it is ours where no mark does, and is no other kind's.</summary>
    public bool IsProvedByPassword { get; init; }
}
