namespace HoopConnect.Databases.Users;

/// <summary>A session user as it is found on a server.</summary>
/// <param name="UserName">The user, as the server spells it.</param>
public sealed record ManagedUser(string UserName)
{
    /// <summary>When logins end, UTC; null for never. What is earlier than the year 1 is shown as that year.</summary>
    public DateTime? Expires { get; init; }

    /// <summary>Logins have ended, by the server's clock.</summary>
    public required bool Expired { get; init; }

    /// <summary>Our mark; null for a user that we did not make (Hoop itself leaves none).</summary>
    public ManagedMark? Mark { get; init; }

    /// <summary>The user is kept from logging in whatever its expiry.</summary>
    public required bool Locked { get; init; }

    /// <summary>How many sessions it has open right now.</summary>
    public required int OpenSessions { get; init; }

    /// <summary>How many objects it owns, in all databases.</summary>
    public required long OwnedObjects { get; init; }

    /// <summary>The databases in which it owns something or has privileges.</summary>
    public required IReadOnlyList<string> Databases { get; init; }
}
