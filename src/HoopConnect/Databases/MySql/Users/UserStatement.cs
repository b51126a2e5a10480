using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>One statement about an account.</summary>
/// <param name="Action">What it does, for the reader: <c>create user</c>.</param>
/// <param name="Sql">The statement.</param>
internal sealed record UserStatement(string Action, string Sql)
{
    /// <summary>It writes a mark into the ledger, which has to be there.</summary>
    public bool Marks { get; init; }

    /// <summary>As a step of a plan.</summary>
    /// <param name="target">Whom it is about.</param>
    /// <param name="note">What the reader should know where it sets a password.</param>
    public PlanStep ToStep(string target, string? note = null) =>
        new(target, Action, Sql) { Note = Sql.Contains(PlanStep.Hole, StringComparison.Ordinal) ? note : null };
}
