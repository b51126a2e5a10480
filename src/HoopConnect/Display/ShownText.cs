namespace HoopConnect.Display;

/// <summary>
/// What the module's tables show, by an index: a session in ConstrainedLanguage may call no method of the module, and read properties.
/// </summary>
public sealed class ShownText
{
    private ShownText()
    {
    }

    /// <summary>The one there is: <c>[HoopConnect.Display.ShownText]::Of["text"]</c>.</summary>
    public static ShownText Of { get; } = new();

    /// <summary>A text that somebody else wrote, made harmless (<see cref="ForeignText.Escape"/>).</summary>
    /// <param name="text">The text.</param>
    public string this[string text] => ForeignText.Escape(text);

    /// <summary>A time to the second (<see cref="ShownTime.Second"/>).</summary>
    /// <param name="time">The time, taken as UTC unless it says that it is local.</param>
    public string this[DateTime time] => ShownTime.Second(time);
}
