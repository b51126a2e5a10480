namespace HoopConnect.Hosting;

/// <summary>
/// One kind of failure, declared once: its stable id, its category, what it means and the way out. docs/errors.md is made of these.
/// </summary>
/// <param name="id"><c>&lt;Area&gt;.&lt;Reason&gt;</c>.</param>
/// <param name="kind">The category; null where it is that of the cause (what a server or AWS answered).</param>
/// <param name="meaning">What it means, in a sentence that fits every value.</param>
/// <param name="wayOut">What the reader can do about it, where a message has nothing better to say.</param>
internal sealed class ErrorDefinition(string id, HoopErrorKind? kind, string meaning, string wayOut)
{
    public string Id => id;

    public HoopErrorKind? Kind => kind;

    public string Meaning => meaning;

    public string WayOut => wayOut;

    /// <summary>Makes the failure.</summary>
    /// <param name="message">One sentence that names the value in question.</param>
    /// <param name="target">What it happened to: an ARN, an account id, a host, a role, a file.</param>
    /// <param name="action">What the reader can do about it in this case; <see cref="WayOut"/> where not given.</param>
    /// <param name="cause">The cause, if there is one. It must not hold a secret either.</param>
    public HoopException Error(string message, string? target = null, string? action = null, Exception? cause = null) =>
        new(this, message, cause) { Target = target, RecommendedAction = action ?? WayOut };

    /// <summary>True for a failure of this kind.</summary>
    public bool Is(HoopException failure) => failure.ErrorId == Id;
}
