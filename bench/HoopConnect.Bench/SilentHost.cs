using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Bench;

/// <summary>A host that says yes and writes nothing; what failed ends the bench.</summary>
internal class SilentHost : IHoopHost
{
    public virtual void Verbose(string message)
    {
    }

    public virtual void Debug(string message)
    {
    }

    public void Warning(string message)
    {
    }

    public void Progress(HoopProgress progress)
    {
    }

    public void Error(HoopException error) => throw error;

    public ValueTask<bool> ShouldApplyAsync(Plan plan, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    public ValueTask<T> OnSessionThreadAsync<T>(Func<T> work, CancellationToken cancellationToken) => ValueTask.FromResult(work());
}
