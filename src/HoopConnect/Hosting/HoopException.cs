using HoopConnect.Display;

namespace HoopConnect.Hosting;

/// <summary>
/// A failure with a stable identity: <see cref="ErrorId"/> is <c>&lt;Area&gt;.&lt;Reason&gt;</c> (the face shows it as
/// <c>HoopConnect.&lt;Area&gt;.&lt;Reason&gt;</c>), the message names the value and the way out, and no part of it ever holds a secret.
/// Every text of it has been through <see cref="ForeignText"/>: whoever catches it may print it anywhere.
/// </summary>
public class HoopException : Exception
{
    /// <summary>Makes the failure.</summary>
    /// <param name="errorId"><c>&lt;Area&gt;.&lt;Reason&gt;</c>, for example <c>MasterCredential.ResetNotAllowed</c>.</param>
    /// <param name="kind">What kind of failure it is.</param>
    /// <param name="message">One sentence that names the value in question.</param>
    /// <param name="innerException">The cause, if there is one. It must not hold a secret either.</param>
    internal HoopException(string errorId, HoopErrorKind kind, string message, Exception? innerException = null)
        : base(ForeignText.Escape(message), ForeignException.Of(innerException))
    {
        ErrorId = errorId;
        Kind = kind;
    }

    /// <summary>Makes a failure that is declared.</summary>
    /// <param name="definition">What kind of failure it is.</param>
    /// <param name="message">One sentence that names the value in question.</param>
    /// <param name="innerException">The cause, if there is one. It must not hold a secret either.</param>
    /// <param name="kind">What the cause says of it, for who decides by that; the definition's where not given.</param>
    internal HoopException(ErrorDefinition definition, string message, Exception? innerException = null, HoopErrorKind? kind = null)
        : this(definition.Id, kind ?? definition.Kind ?? HoopErrorKind.NotSpecified, message, innerException)
    {
    }

    /// <summary><c>&lt;Area&gt;.&lt;Reason&gt;</c>: stable across versions, for scripts to act on.</summary>
    public string ErrorId { get; }

    /// <summary>The same as scripts see it: <c>HoopConnect.&lt;Area&gt;.&lt;Reason&gt;</c>.</summary>
    public string FullErrorId => "HoopConnect." + ErrorId;

    /// <summary>What kind of failure it is.</summary>
    public HoopErrorKind Kind { get; }

    /// <summary>True where it is a failure of one of these kinds.</summary>
    internal bool IsAnyOf(params ErrorDefinition[] definitions) => definitions.Any(definition => definition.Is(this));

    /// <summary>What it happened to: an ARN, an account id, a host, a role, a file.</summary>
    public string? Target { get; init => field = value is null ? null : ForeignText.Escape(value); }

    /// <summary>What the reader can do about it, in one or two sentences.</summary>
    public string? RecommendedAction { get; init => field = value is null ? null : ForeignText.Escape(value); }
}
