namespace HoopConnect.IamAuthentication.Diagnosis;

/// <summary>One link of the chain that a login by token hangs on.</summary>
/// <param name="Link">Which one.</param>
/// <param name="Outcome">How it is found.</param>
/// <param name="Message">What was found; where a server refused something, its own words.</param>
/// <param name="Mend">What to do about it; empty where it holds.</param>
public sealed record IamCheck(IamLink Link, IamOutcome Outcome, string Message, string Mend = "")
{
    /// <summary>The database, or the server.</summary>
    public string Database { get; init; } = "";

    /// <summary>The database user.</summary>
    public string UserName { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Link}: {Outcome}: {Message}";
}
