using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Demo;

/// <summary>A host that says yes, shows warnings and errors.</summary>
internal sealed class ConsoleHost : IHoopHost
{
    public void Verbose(string message)
    {
    }

    public void Debug(string message)
    {
    }

    public void Progress(HoopProgress progress)
    {
    }

    public void Warning(string message) => Console.WriteLine("   warning: " + message);

    public void Error(HoopException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Console.WriteLine($"   error {error.ErrorId}: {error.Message}");
    }

    public ValueTask<bool> ShouldApplyAsync(Plan plan, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    public ValueTask<T> OnSessionThreadAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        return ValueTask.FromResult(work());
    }
}
