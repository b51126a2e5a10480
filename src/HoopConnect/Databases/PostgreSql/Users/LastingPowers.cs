using HoopConnect.Databases.PostgreSql.Server;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// The powers that somebody gave a user of ours and the master cannot take back: attributes, and memberships that it was not given by us.
/// Nothing of a user that has one is given out.
/// </summary>
/// <param name="What">The powers, in words.</param>
/// <param name="Statements">What takes them back, for who may.</param>
internal sealed record LastingPowers(IReadOnlyList<string> What, IReadOnlyList<string> Statements)
{
    /// <summary>The powers, for a sentence.</summary>
    public string Described => string.Join(", ", What);

    /// <summary>Who can help, and how.</summary>
    public string Remedy => $"A superuser runs: {string.Join("; ", Statements)}";

    /// <summary>Those of a user; null where there are none.</summary>
    /// <param name="server">The server.</param>
    /// <param name="user">The user.</param>
    /// <param name="given">The memberships that it is rightfully given.</param>
    public static LastingPowers? Of(ServerReading server, ServerRole user, IReadOnlyCollection<string> given)
    {
        var attributes = user.Powers.Where(power => !user.Administered || !server.CanTake.Contains(power)).ToList();
        var memberships = Beyond(user, given).Where(membership => !membership.Revocable).ToList();
        if (attributes.Count + memberships.Count == 0)
            return null;
        var statements = memberships.Select(membership => membership.ToRevoke(user.Name, server.HasMembershipOptions)).ToList();
        if (attributes.Count > 0)
            statements.Insert(0, $"ALTER ROLE {Identifier.Quote(user.Name)} {NoLonger(attributes)}");
        return new LastingPowers(
            [.. attributes, .. memberships.Select(membership => $"membership in {membership.Described}")], statements);
    }

    /// <summary>The memberships that nobody here gave the user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="given">Those that it is rightfully given, where they lead nowhere else.</param>
    public static IEnumerable<RoleMembership> Beyond(ServerRole user, IReadOnlyCollection<string> given) =>
        user.Memberships.Where(membership =>
            !membership.IsExpected && !(given.Contains(membership.Role) && membership.LeadsTo.Count == 0));

    /// <summary>ALTER ROLE's words that take attributes away.</summary>
    public static string NoLonger(IEnumerable<string> attributes) => string.Join(' ', attributes.Select(attribute => "NO" + attribute));
}
