using HoopConnect.Planning;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>What putting a policy in place would change.</summary>
public sealed class PlacementPlan
{
    private readonly List<(PlanStep Step, Func<CancellationToken, Task> Run)> _steps = [];

    internal PlacementPlan(IamPolicy policy, string target) => (Policy, Target) = (policy, target);

    /// <summary>The policy as it will be.</summary>
    public IamPolicy Policy { get; internal set; }

    /// <summary>The role or managed policy.</summary>
    public string Target { get; }

    /// <summary>The calls, in the order they are made.</summary>
    public Plan Plan => new(Target, "put policy in place", [.. _steps.Select(step => step.Step)]);

    internal void Add(string target, string action, string call, Func<CancellationToken, Task> run, string? note = null) =>
        _steps.Add((new PlanStep(target, action, call) { Note = note }, run));

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var step in _steps)
            await step.Run(cancellationToken);
    }
}
