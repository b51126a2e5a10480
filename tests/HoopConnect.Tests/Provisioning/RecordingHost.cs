using System.Collections.Concurrent;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Tests.Provisioning;

/// <summary>A host that keeps everything it is told, at every verbosity, and answers should-process as it was told to.</summary>
internal sealed class RecordingHost(bool apply = true) : IHoopHost
{
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly ConcurrentQueue<HoopException> _errors = new();
    private readonly ConcurrentQueue<HoopProgress> _progress = new();
    private readonly ConcurrentQueue<Plan> _plans = new();
    private readonly ConcurrentQueue<string> _warnings = new();

    /// <summary>Called when a plan was agreed to, or refused, before anything is done.</summary>
    public Action? Asked { get; init; }

    public IReadOnlyList<string> Warnings => [.. _warnings];

    public IReadOnlyList<HoopException> Errors => [.. _errors];

    public IReadOnlyList<HoopProgress> ProgressReports => [.. _progress];

    public IReadOnlyList<Plan> Plans => [.. _plans];

    /// <summary>All there is to read, the texts of exceptions and their causes included.</summary>
    public IReadOnlyList<string> Everything =>
        [
            .. _messages,
            .. _errors.Select(error => error.ToString()),
            .. _progress.Select(report => report.ToString()),
            .. _plans.Select(plan => plan.ToString()),
        ];

    public void Verbose(string message) => _messages.Enqueue(message);

    public void Debug(string message) => _messages.Enqueue(message);

    public void Warning(string message)
    {
        _warnings.Enqueue(message);
        _messages.Enqueue(message);
    }

    public void Progress(HoopProgress progress) => _progress.Enqueue(progress);

    public void Error(HoopException error) => _errors.Enqueue(error);

    public ValueTask<bool> ShouldApplyAsync(Plan plan, CancellationToken cancellationToken)
    {
        _plans.Enqueue(plan);
        Asked?.Invoke();
        return ValueTask.FromResult(apply);
    }

    public ValueTask<T> OnSessionThreadAsync<T>(Func<T> work, CancellationToken cancellationToken) => ValueTask.FromResult(work());
}
