using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>What is to be granted and taken back in one database.</summary>
/// <param name="Database">The database.</param>
/// <param name="Joins">Owners the granter joins for the length of the transaction.</param>
/// <param name="BeforeJoining">What the granter takes back in its own name, which as a member of the owner it could not.</param>
/// <param name="Statements">The rest: what goes, then what comes.</param>
internal sealed record GrantDifference(
    string Database, IReadOnlyList<OwnerReading> Joins, IReadOnlyList<string> BeforeJoining, IReadOnlyList<string> Statements)
{
    /// <summary>What the user should have and this granter cannot give: object, privileges and who owns it, in words.</summary>
    public IReadOnlyList<string> Lacking { get; init; } = [];

    /// <summary>What the user has, should not have, and only somebody else can take back, in words.</summary>
    public IReadOnlyList<string> Unfixable { get; init; } = [];

    /// <summary>The whole transaction as steps.</summary>
    public IReadOnlyList<PlanStep> Steps(bool membershipOptions)
    {
        if (BeforeJoining.Count + Statements.Count == 0)
            return [];
        var target = $"database {Identifier.Quote(Database)}";
        var membership = new TemporaryMembership(target, membershipOptions);
        return
        [
            .. BeforeJoining.Select(Step),
            .. Joins.Select(membership.Join),
            .. Statements.Select(Step),
            .. Joins.Reverse().Select(membership.Leave),
        ];

        PlanStep Step(string statement) =>
            new(target, statement.StartsWith("REVOKE", StringComparison.Ordinal) ? "revoke" : "grant", statement);
    }
}
