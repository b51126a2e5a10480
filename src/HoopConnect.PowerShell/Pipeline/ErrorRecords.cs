using System.Management.Automation;
using HoopConnect.Databases;
using HoopConnect.Display;
using HoopConnect.Hosting;

namespace HoopConnect.PowerShell.Pipeline;

/// <summary>Makes PowerShell's error records of our failures.</summary>
internal static class ErrorRecords
{
    /// <summary>The record: id <c>HoopConnect.&lt;Area&gt;.&lt;Reason&gt;</c>, category, target and recommended action.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="target">What it happened to, where the failure does not say so itself.</param>
    public static ErrorRecord From(Exception error, object? target = null)
    {
        var cause = Unwrap(error);
        var subject = (cause as HoopException)?.Target ?? target;
        var record = new ErrorRecord(ForeignException.Of(cause), IdOf(cause), CategoryOf(cause), subject);
        if (subject is not null)
            record.CategoryInfo.TargetName = ForeignText.Escape(subject.ToString());
        if (cause is HoopException { RecommendedAction: { } action })
            record.ErrorDetails = new ErrorDetails(cause.Message) { RecommendedAction = action };
        return record;
    }

    /// <summary>The stable id that scripts act on.</summary>
    public static string IdOf(Exception error) =>
        Unwrap(error) switch
        {
            HoopException hoop => hoop.FullErrorId,
            { } other => "HoopConnect.Unexpected." + other.GetType().Name,
        };

    /// <summary>PowerShell's category for our kind of failure.</summary>
    public static ErrorCategory CategoryOf(Exception error) =>
        KindOf(Unwrap(error) as HoopException) switch
        {
            HoopErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
            HoopErrorKind.ObjectNotFound => ErrorCategory.ObjectNotFound,
            HoopErrorKind.ResourceExists => ErrorCategory.ResourceExists,
            HoopErrorKind.InvalidOperation => ErrorCategory.InvalidOperation,
            HoopErrorKind.AuthenticationError => ErrorCategory.AuthenticationError,
            HoopErrorKind.PermissionDenied => ErrorCategory.PermissionDenied,
            HoopErrorKind.ConnectionError => ErrorCategory.ConnectionError,
            HoopErrorKind.OperationTimeout => ErrorCategory.OperationTimeout,
            HoopErrorKind.LimitsExceeded => ErrorCategory.LimitsExceeded,
            HoopErrorKind.NotImplemented => ErrorCategory.NotImplemented,
            HoopErrorKind.NotInstalled => ErrorCategory.NotInstalled,
            HoopErrorKind.InvalidData => ErrorCategory.InvalidData,
            HoopErrorKind.WriteError => ErrorCategory.WriteError,
            HoopErrorKind.ReadError => ErrorCategory.ReadError,
            _ => ErrorCategory.NotSpecified,
        };

    // One category for an id: what a server says tells failed statements apart for us, and the message for the reader.
    private static HoopErrorKind? KindOf(HoopException? failure) =>
        failure is not null && DatabaseErrors.StatementFailed.Is(failure) ? DatabaseErrors.StatementFailed.Kind : failure?.Kind;

    private static Exception Unwrap(Exception error) =>
        error switch
        {
            TerminatingException { InnerException: { } cause } => Unwrap(cause),
            AggregateException { InnerExceptions: [var only] } => Unwrap(only),
            _ => error,
        };
}
