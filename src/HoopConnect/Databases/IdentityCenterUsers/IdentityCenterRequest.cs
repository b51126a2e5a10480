namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>Who shall have a user on one server.</summary>
/// <param name="Master">How to connect as the master user.</param>
/// <param name="Members">Who shall; no id twice.</param>
/// <param name="Roles">All roles that the members can be given.</param>
public sealed record IdentityCenterRequest(
    ConnectionSettings Master, IReadOnlyList<IdentityCenterMember> Members, IReadOnlyList<MemberRole> Roles)
{
    /// <summary>
    /// The only people that are looked at, by their ids in the directory; null for all: then the users of whoever is no member go.
    /// </summary>
    public IReadOnlySet<string>? Only { get; init; }

    /// <summary>How many databases of the server are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 4;
}
