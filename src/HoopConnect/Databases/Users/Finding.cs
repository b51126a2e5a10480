using HoopConnect.Display;

namespace HoopConnect.Databases.Users;

/// <summary>One thing that is not as it should be and, where it could not be mended, why.</summary>
/// <param name="Database">The database it was found in; null for the server.</param>
/// <param name="Subject">What it is about: <c>table "s"."t"</c>, <c>default privileges of owner</c>, <c>attribute CREATEDB</c>.</param>
/// <param name="Reason">Stable word: <c>Missing</c>, <c>Surplus</c>, <c>Unfixable</c>, <c>Owner.NotReachable</c>, <c>NotConnectable</c>,
/// <c>Notice</c> (worth knowing, and no difference), <c>Failed</c>.</param>
/// <param name="Message">The sentence for the reader: what differs, who must do what.</param>
public sealed record Finding(string? Database, string Subject, string Reason, string Message)
{
    /// <summary>What it is about, as it may be shown.</summary>
    public string Subject { get; init => field = ForeignText.Escape(value); } = ForeignText.Escape(Subject);

    /// <summary>The sentence for the reader, as it may be shown.</summary>
    public string Message { get; init => field = ForeignText.Escape(value); } = ForeignText.Escape(Message);

    /// <summary>
    /// It is a power beyond what users of its kind are given: an attribute, a membership, a privilege on the server or on what is the
    /// server's own. While the user has it, nothing of the user is given out.
    /// </summary>
    public bool IsPower { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{(Database is null ? "" : ForeignText.Escape(Database) + ": ")}{Subject}: {Reason}: {Message}";
}
