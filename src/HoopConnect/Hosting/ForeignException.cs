using HoopConnect.Display;

namespace HoopConnect.Hosting;

/// <summary>
/// An exception of somebody else's (a driver, AWS's SDK) as the cause of one of ours, with its texts made harmless and nothing else of it:
/// drivers keep connections, commands and what servers said in theirs, for whoever prints or writes them as JSON.
/// </summary>
internal sealed class ForeignException : Exception
{
    private readonly string? _stackTrace;

    private ForeignException(Exception original)
        : base(ForeignText.Escape(original.Message), Of(original.InnerException))
    {
        TypeName = original.GetType().FullName ?? original.GetType().Name;
        HResult = original.HResult;
        _stackTrace = original.StackTrace;
    }

    /// <summary>The type of the original.</summary>
    public string TypeName { get; }

    /// <inheritdoc/>
    public override string? StackTrace => _stackTrace;

    /// <summary>The exception as a cause; one of ours is one already.</summary>
    public static Exception? Of(Exception? original) => original switch
    {
        null or HoopException or ForeignException => original,
        _ => new ForeignException(original),
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{TypeName}: {Message}"
        + (InnerException is null ? "" : $"{Environment.NewLine} ---> {InnerException}{Environment.NewLine}   ---")
        + (StackTrace is null ? "" : Environment.NewLine + StackTrace);
}
