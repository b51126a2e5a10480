using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// One of ours that owned what a removed user owned, and owns nothing any more, in no database: a removal clears it away.
/// </summary>
/// <param name="Role">The role, and how the master gets at it.</param>
/// <param name="Databases">The databases in which it may still use a schema, the last that it has.</param>
internal sealed record EmptyOwner(OwnerReading Role, IReadOnlyList<string> Databases)
{
    private static readonly string Query = EmbeddedSql.Read(typeof(EmptyOwner), "EmptyOwners");

    /// <summary>Those of the server that the master can drop, in one round trip.</summary>
    public static async Task<IReadOnlyList<EmptyOwner>> ReadAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Query, [NewOwner.Prefix, NewOwner.MarkStart], cancellationToken);
        return [.. rows.Select(row => new EmptyOwner(
            new OwnerReading((string)row[0]!, false, Creates: false, (bool)row[2]!, (bool)row[3]!, (bool)row[4]!, []), (string[])row[1]!))
            .Where(owner => owner.Role.Usable || owner.Role.Joinable)];
    }

    /// <summary>The statements of one transaction that take what it has left in a database.</summary>
    /// <param name="here">In whose names the master acts there.</param>
    /// <param name="membershipOptions">The server is 16 or newer.</param>
    public IReadOnlyList<PlanStep> Clear(Clearance here, bool membershipOptions)
    {
        var target = $"database {Identifier.Quote(here.Database)}";
        var membership = new TemporaryMembership(target, membershipOptions);
        IReadOnlyList<OwnerReading> joins =
            [.. here.ToJoin.Where(owner => owner.Name != Role.Name), .. Role.Usable ? [] : new[] { Role }];
        var dropOwned = ClearIn(here.Database);
        return
        [
            .. joins.Select(membership.Join),
            HandingOn.NothingIsLeft(target, [Role.Name]),
            dropOwned,
            .. joins.Reverse().Select(membership.Leave),
            .. here.GrantedByMaster ? (IEnumerable<PlanStep>)[dropOwned] : [],
        ];
    }

    /// <summary>What takes its last rights in a database, as a plan tells it.</summary>
    public PlanStep ClearIn(string database) => new(
        $"database {Identifier.Quote(database)}", "clear empty owner", $"DROP OWNED BY {Identifier.Quote(Role.Name)}")
    {
        Note = "its rights alone; where it owns something after all nothing is done",
    };

    /// <summary>The role itself; the server refuses it where it owns or may do something after all.</summary>
    public PlanStep Drop => new(
        $"role {Identifier.Quote(Role.Name)}", "drop empty owner", $"DROP ROLE {Identifier.Quote(Role.Name)}");
}
