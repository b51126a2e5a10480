namespace HoopConnect.SessionUsers.Hcl;

/// <summary>A string, from quotes or a heredoc, with its escapes resolved.</summary>
internal sealed record HclString(string Value, HclPosition Position) : HclValue(Position)
{
    /// <inheritdoc/>
    public override string Kind => "a string";
}
