using HoopConnect.Display;

namespace HoopConnect.Planning;

/// <summary>
/// What would be done to one target. <c>-WhatIf</c> prints it, apply runs it, an empty plan is "nothing to do" and a drift test is "is the
/// plan empty".
/// </summary>
/// <param name="Target">What the plan is for: a database, a server, a vault.</param>
/// <param name="Action">The whole of it in a few words, for example <c>provision roles</c>.</param>
/// <param name="Steps">The steps in the order they run.</param>
public sealed record Plan(string Target, string Action, IReadOnlyList<PlanStep> Steps)
{
    /// <summary>True where nothing would be changed.</summary>
    public bool IsEmpty => Steps.Count == 0;

    /// <summary>The plan as text, a line a step, harmless wherever it is printed; the statements of the steps are as they are.</summary>
    public override string ToString() =>
        IsEmpty
            ? ForeignText.Escape($"{Action} on {Target}: nothing to do")
            : string.Join(Environment.NewLine, Steps.Select(step => "  " + step).Prepend(ForeignText.Escape($"{Action} on {Target}:")));
}
