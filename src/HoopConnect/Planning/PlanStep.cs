using HoopConnect.Display;

namespace HoopConnect.Planning;

/// <summary>
/// One change that would be made, in words and as the statement or API call itself. Secrets are holes, shown as <see cref="Hole"/>.
/// </summary>
/// <param name="Target">What is changed: a database, a role, a security group, an instance, a vault entry.</param>
/// <param name="Action">What is done to it, in a few words: <c>create role</c>, <c>grant</c>, <c>reset master password</c>.</param>
/// <param name="Statement">The SQL statement or API call, with secrets as holes.</param>
public sealed record PlanStep(string Target, string Action, string Statement)
{
    /// <summary>What stands in a shown statement where a secret goes.</summary>
    public const string Hole = "'********'";

    /// <summary>A remark the reader needs before saying yes, for example that a membership is an escalation before PostgreSQL 16.</summary>
    public string? Note { get; init; }

    /// <summary>The step as it is shown: the lines of a statement are kept, and a name with a line end makes no line of its own.</summary>
    public override string ToString() =>
        ForeignText.EscapeLines(
            $"{ForeignText.Escape(Target)}: {ForeignText.Escape(Action)}: {Statement}"
                + (Note is null ? "" : $"  -- {ForeignText.Escape(Note)}"));
}
