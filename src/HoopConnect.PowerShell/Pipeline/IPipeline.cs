using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.PowerShell.Pipeline;

/// <summary>What may only be done on the pipeline thread. <see cref="HoopCmdlet"/> is the real one.</summary>
internal interface IPipeline
{
    void WriteObject(object value);

    void WriteError(Exception error, object? target);

    void WriteVerbose(string message);

    void WriteDebug(string message);

    void WriteWarning(string message);

    void WriteProgress(HoopProgress progress);

    bool ShouldApply(Plan plan);
}
