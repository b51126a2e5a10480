namespace HoopConnect.Planning;

/// <summary>Steps of a plan, each with the call that does it.</summary>
internal sealed class PlannedCalls
{
    private readonly List<(PlanStep Step, Func<CancellationToken, Task> Run)> _calls = [];

    /// <summary>The steps, in the order they run.</summary>
    public IReadOnlyList<PlanStep> Steps => [.. _calls.Select(call => call.Step)];

    public void Add(string target, string action, string call, Func<CancellationToken, Task> run, string? note = null) =>
        _calls.Add((new PlanStep(target, action, call) { Note = note }, run));

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, run) in _calls)
            await run(cancellationToken);
    }
}
