using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Pipeline;

namespace HoopConnect.Tests.PowerShell;

/// <summary>Records what would go to PowerShell, and on which thread: outside PowerShell the real one does nothing.</summary>
internal sealed class RecordingPipeline : IPipeline
{
    public List<object> Records { get; } = [];

    public HashSet<int> Threads { get; } = [];

    public Func<Plan, bool> Answer { get; init; } = _ => true;

    /// <summary>What the pipeline does with an object besides taking it.</summary>
    public Action<object> OnObject { get; init; } = _ => { };

    public void WriteObject(object value)
    {
        Record(value);
        OnObject(value);
    }

    public void WriteError(Exception error, object? target) => Record(error);

    public void WriteVerbose(string message) => Record("verbose: " + message);

    public void WriteDebug(string message) => Record("debug: " + message);

    public void WriteWarning(string message) => Record("warning: " + message);

    public void WriteProgress(HoopProgress progress) => Record(progress);

    public bool ShouldApply(Plan plan)
    {
        Record(plan);
        return Answer(plan);
    }

    private void Record(object record)
    {
        Records.Add(record);
        Threads.Add(Environment.CurrentManagedThreadId);
    }
}
