using HoopConnect.Planning;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>What putting a policy in place would change.</summary>
public sealed class PlacementPlan
{
    private readonly PlannedCalls _calls = new();

    internal PlacementPlan(IamPolicy policy, string target) => (Policy, Target) = (policy, target);

    /// <summary>The policy as it will be.</summary>
    public IamPolicy Policy { get; internal set; }

    /// <summary>The role or managed policy.</summary>
    public string Target { get; }

    /// <summary>The calls, in the order they are made.</summary>
    public Plan Plan => new(Target, "put policy in place", _calls.Steps);

    internal void Add(string target, string action, string call, Func<CancellationToken, Task> run, string? note = null) =>
        _calls.Add(target, action, call, run, note);

    internal Task RunAsync(CancellationToken cancellationToken) => _calls.RunAsync(cancellationToken);
}
