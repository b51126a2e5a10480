using HoopConnect.Planning;

namespace HoopConnect.Hosting;

/// <summary>
/// What the engine may ask of whoever runs it. Members can be called from any thread; none of what is passed may hold a secret.
/// </summary>
public interface IHoopHost
{
    /// <summary>Detail for whoever asked for it.</summary>
    void Verbose(string message);

    /// <summary>Detail for whoever is looking for a fault.</summary>
    void Debug(string message);

    /// <summary>Something the reader should know although the work goes on.</summary>
    void Warning(string message);

    /// <summary>How far the work is.</summary>
    void Progress(HoopProgress progress);

    /// <summary>A failure of one target; the others go on (a non-terminating error in PowerShell).</summary>
    void Error(HoopException error);

    /// <summary>
    /// Shows the plan and asks whether to apply it: the place of <c>-WhatIf</c> (answers false) and <c>-Confirm</c>.
    /// An empty plan is never asked about.
    /// </summary>
    ValueTask<bool> ShouldApplyAsync(Plan plan, CancellationToken cancellationToken);

    /// <summary>Runs something on the thread that owns the user's session (vault cmdlets live there) and gives back its result.</summary>
    ValueTask<T> OnSessionThreadAsync<T>(Func<T> work, CancellationToken cancellationToken);
}
