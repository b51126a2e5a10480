using System.Management.Automation;
using HoopConnect.Display;
using HoopConnect.Hosting;

namespace HoopConnect.PowerShell.Pipeline;

/// <summary>Makes PowerShell's progress records of ours.</summary>
internal static class ProgressRecords
{
    /// <summary>The record, with the share done and the seconds left where they are known.</summary>
    public static ProgressRecord From(HoopProgress progress) =>
        // PowerShell refuses empty texts.
        new(progress.ActivityId, TextOr(progress.Activity, "HoopConnect"), TextOr(progress.Status, "Working"))
        {
            PercentComplete = PercentOf(progress),
            SecondsRemaining = progress.Remaining is { } left ? (int)Math.Min(left.TotalSeconds, int.MaxValue) : -1,
            RecordType = progress.Finished ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        };

    /// <summary>0 to 100, or -1 where the total is not known.</summary>
    public static int PercentOf(HoopProgress progress) =>
        progress.Total is > 0 and var total ? Math.Clamp((int)(progress.Completed * 100L / total), 0, 100) : -1;

    private static string TextOr(string text, string otherwise) => string.IsNullOrEmpty(text) ? otherwise : ForeignText.Escape(text);
}
