using HoopConnect.Display;

namespace HoopConnect.IamAuthentication.Diagnosis;

/// <summary>One link of the chain that a login by token hangs on.</summary>
/// <param name="Link">Which one.</param>
/// <param name="Outcome">How it is found.</param>
/// <param name="Message">What was found; where a server refused something, its own words.</param>
/// <param name="Mend">What to do about it; empty where it holds.</param>
public sealed record IamCheck(IamLink Link, IamOutcome Outcome, string Message, string Mend = "")
{
    /// <summary>What was found, as it may be shown; where a server refused something, its own words.</summary>
    public string Message { get; init => field = ForeignText.Escape(value); } = ForeignText.Escape(Message);

    /// <summary>What to do about it, as it may be shown; empty where it holds.</summary>
    public string Mend { get; init => field = ForeignText.Escape(value); } = ForeignText.Escape(Mend);

    /// <summary>The database, or the server.</summary>
    public string Database { get; init; } = "";

    /// <summary>The database user.</summary>
    public string UserName { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Link}: {Outcome}: {Message}";
}
